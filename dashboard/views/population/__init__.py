"""The page «Befolkning og sentralitet»."""
