"""The page «Økonomi og kostnader»."""
