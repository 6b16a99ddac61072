"""The page «Kart»."""
