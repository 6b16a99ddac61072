"""The page «Norden»."""
