"""The page «Sammenheng»."""
