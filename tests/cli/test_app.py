"""The command line as a whole: what its help says is what was written."""

import re

import typer
from typer.testing import CliRunner

from citycompact.cli import app


def commands(command, path=()):
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*path, name))


def test_no_help_loses_the_name_of_a_section_to_markup():
    bracketed = 0
    for path, command in commands(typer.main.get_command(app)):
        texts = [command.help or "", *(getattr(item, "help", None) or "" for item in command.params)]
        names = {name for text in texts for name in re.findall(r"\[\w+\]", text)}
        shown = CliRunner().invoke(app, [*path, "--help"]).output
        bracketed += len(names)
        assert {name for name in names if name not in shown} == set(), path
    assert bracketed
