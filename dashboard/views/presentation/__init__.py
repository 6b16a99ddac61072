"""The page «Presentasjon»."""
