"""``python -m citycompact`` is the command line."""

from citycompact.cli import app

app()
