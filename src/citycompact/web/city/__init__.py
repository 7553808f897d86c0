"""The city as rows."""
