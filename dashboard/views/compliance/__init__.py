"""The page «Lovoppfyllelse»."""
