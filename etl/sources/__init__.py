"""One client per office. Only this package and etl/http/ know addresses."""
