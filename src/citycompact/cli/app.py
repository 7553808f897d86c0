"""All commands, put together."""

from __future__ import annotations

import typer

from citycompact import __version__
from citycompact.cli import compacts, demo, facts, matching, results, rulebooks, site

app = typer.Typer(
    help="What a city's school district and its charter schools do together: one enrollment, proved fair.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)


@app.callback(invoke_without_command=True)
def _version(version: bool = typer.Option(False, "--version", help="Print the version and leave.")) -> None:
    if version:
        typer.echo(f"citycompact {__version__}")
        raise typer.Exit


facts.add_to(app)
rulebooks.add_to(app)
matching.add_to(app)
results.add_to(app)
compacts.add_to(app)
demo.add_to(app)
site.add_to(app)
