"""The database file, the questions asked of it, and the classes of its figures."""
