"""What is shown as files: tables, slides, archives."""
