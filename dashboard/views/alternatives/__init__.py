"""The page «Alternativer»."""
