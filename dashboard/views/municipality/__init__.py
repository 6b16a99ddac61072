"""The page «Kommune»."""
