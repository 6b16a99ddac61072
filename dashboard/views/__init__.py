"""What one page alone needs, a folder each."""
