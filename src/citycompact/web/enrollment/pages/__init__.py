"""Pages of enrollment."""
