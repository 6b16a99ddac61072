"""The page «Regneeksempler»."""
