"""The ``citycompact`` command."""

from citycompact.cli.app import app

__all__ = ["app"]
