"""The main job from end to end on the demo city: build, validate, commit, match, verify, show."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from citycompact import rooms
from citycompact.cli import enrollment, facts
from citycompact.cli.console import err, out
from citycompact.cli.site import serve
from citycompact.enrollment import SECTION
from citycompact.record.drawing import CLOCK

COMMITTED, DRAWN = "2027-02-13T09:00", "2027-03-12T10:15"
"""When the demo publishes its commitment, after closing, and when its draw is entered."""


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(demo)


def demo(
    folder: Annotated[
        Path, typer.Option("--out", help="Folder for the demo; only an earlier demo in it is replaced.")
    ] = Path("var/demo"),
    show: Annotated[bool, typer.Option(help="Open the report in a browser, where there is one.")] = True,
    site: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the site afterwards.")] = True,
    port: Annotated[int, typer.Option(help="Port of the site.")] = 8000,
) -> None:
    """Build the demo city, run its match, prove it, open the report, and serve the site."""
    city, result, commitment = folder / "city", folder / "round", folder / "commitment"
    marker = folder / ".citycompact-demo"
    if folder.exists() and any(folder.iterdir()) and not marker.exists():
        err.print(f"{folder} holds something that is not a demo; name another folder with --out.")
        raise typer.Exit(1)
    for part in (city, result, commitment):
        shutil.rmtree(part, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    marker.touch()
    facts.demo_city(city)
    facts.validate(city)
    published = commitment / "commitment.json"
    with _clock_at(COMMITTED):
        enrollment.commit(city, commitment)
    seed = _example_of_the_draw(city)
    with _clock_at(DRAWN):
        enrollment.match(
            city,
            result,
            seed=seed,
            seed_source="an example, as rulebook show prints it, instead of a public drawing",
            commitment=published,
        )
    out.print("A stranger's check, with nothing but Python's standard library:")
    given = ["--commitment", str(published), "--seed", seed]
    subprocess.run([sys.executable, str(result / "audit" / "verify.py"), *given], check=True)
    report = (result / "report.html").resolve()
    out.print(f"\nOne family's letter:  citycompact explain {result} A00007 --language es", markup=False)
    out.print(f"The report:           {report.as_uri()}", markup=False)
    if show and _has_screen() and not webbrowser.open(report.as_uri()):
        err.print("No browser could be opened; open the report by its address above.")
    if site:
        serve(port=port, demo=True)


@contextmanager
def _clock_at(moment: str) -> Iterator[None]:
    """The demo city's clock, set; an ordinary city has no such clock."""
    before = os.environ.get(CLOCK)
    os.environ[CLOCK] = moment
    try:
        yield
    finally:
        os.environ.pop(CLOCK)
        if before is not None:
            os.environ[CLOCK] = before


def _example_of_the_draw(city: Path) -> str:
    rules = rooms.agreed(rooms.read_any_rulebook(city / "rulebook.toml"), SECTION)
    assert rules.draw is not None
    return str(rules.draw.example())


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
