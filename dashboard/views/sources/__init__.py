"""The page «Kilder og metode»."""
