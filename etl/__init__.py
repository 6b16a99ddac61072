"""From the statistics offices to the DuckDB file: everything that touches sources, and no screen."""
