"""What the pages share: the selection, the database, the figure frame, charts, text and exports."""
