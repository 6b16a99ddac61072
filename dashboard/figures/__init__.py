"""What is shown: figures with title, source, link and table twin, charts and maps."""
