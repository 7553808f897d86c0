"""All commands, put together: those of the house, and those of every room."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import Any

import typer
from typer.core import TyperGroup

from citycompact import __version__, rooms
from citycompact.cli import approvals, demo, facts, moving, rulebooks, site
from citycompact.cli.console import plain_errors
from citycompact.cli.rooms import add_room


class Commands(TyperGroup):
    """All commands: what the machine refuses to any of them (a full disk, a path that is none, a permission
    that is missing) is said in a sentence."""

    def invoke(self, ctx: Any) -> Any:
        """Run one."""
        with plain_errors():
            try:
                done = super().invoke(ctx)
                sys.stdout.flush()
            except OSError:
                _let_go_of_output()
                raise
            return done


def _let_go_of_output() -> None:
    """What cannot be written to standard output now is not tried again, with a traceback, at the very end."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return
    except OSError:
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def build_app() -> typer.Typer:
    """The ``citycompact`` command with the rooms that there are now."""
    app = typer.Typer(
        help=(
            "What a city's school district and its charter schools do together: one enrollment, proved fair."
        ),
        no_args_is_help=True,
        cls=Commands,
        pretty_exceptions_show_locals=False,
        # Rich's own markup would take the name of a section, such as [compact], for a style and hide it.
        rich_markup_mode="markdown",
    )
    app.callback(invoke_without_command=True)(_version)
    facts.add_to(app)
    rulebooks.add_to(app)
    approvals.add_to(app)
    for room in rooms.ROOMS:
        add_room(app, room)
    demo.add_to(app)
    site.add_to(app)
    moving.add_to(app)
    return app


def _version(version: bool = typer.Option(False, "--version", help="Print the version and leave.")) -> None:
    if version:
        typer.echo(f"citycompact {__version__}")
        raise typer.Exit


# Hardly anything that a command makes is a cycle, and looking for some among the millions of objects of
# a large match takes a tenth of its time.
gc.set_threshold(100_000, 50, 100)
app = build_app()
