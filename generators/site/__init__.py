"""From the typed library to pages: bodies, the shell they stand in, theme and assets."""
