"""One client per office. Only this package and etl/http.py know addresses."""
