"""Computation on frames: peers, key figures, population, economy, merging, association."""
