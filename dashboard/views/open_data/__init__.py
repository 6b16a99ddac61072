"""What the page on open data alone needs."""
