"""The state of a view and its place in the address."""
