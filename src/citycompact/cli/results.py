"""Commands on finished rounds: explain, receipt, compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citycompact.cli.console import err, out, plain_errors
from citycompact.words import Language

if TYPE_CHECKING:
    import polars as pl

Folder = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that match wrote.")]
Applicant = Annotated[str, typer.Argument(metavar="APPLICANT", help="Id of the applicant.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(explain)
    app.command()(receipt)
    app.command()(compare)


def explain(
    folder: Folder,
    applicant: Applicant,
    language: Annotated[Language, typer.Option(help="English or Spanish.")] = "en",
) -> None:
    """Print a family's letter: what happened at each choice, and why."""
    from citycompact.enrollment.letter import letter
    from citycompact.record.finished_folder import FinishedFolder

    with plain_errors():
        text = letter(FinishedFolder(folder).outcome(applicant, language), language)
    out.print(text, markup=False, end="")


def receipt(folder: Folder, applicant: Applicant) -> None:
    """Print a family's receipt, which audit/verify.py --receipt checks."""
    from citycompact.facts import FactsError, Problem
    from citycompact.record.finished_folder import FinishedFolder
    from citycompact.record.receipts import receipt_from_bundle

    with plain_errors():
        try:
            content = receipt_from_bundle(FinishedFolder(folder).audit, applicant)
        except KeyError:
            mend = "Check the id; it is the one in applicants.csv."
            raise FactsError(
                [Problem("applications.txt", "has no such applicant.", mend, value=applicant)]
            ) from None
    out.print(json.dumps(content, indent=2, ensure_ascii=False), markup=False)


def compare(
    before: Annotated[Path, typer.Argument(metavar="OUT1", help="Folder of the first round.")],
    after: Annotated[Path, typer.Argument(metavar="OUT2", help="Folder of the second round.")],
    movers: Annotated[Path | None, typer.Option(help="Also write every mover to this CSV file.")] = None,
) -> None:
    """Say who moves between two rounds and why, by sector and group."""
    from citycompact.record.comparison import compare as compare_rounds
    from citycompact.record.finished_folder import FinishedFolder

    with plain_errors():
        found = compare_rounds(FinishedFolder(before), FinishedFolder(after))
        if movers is not None:
            found.movers.write_csv(movers)
            err.print(f"Every mover is in {movers}.")
    out.print(f"{found.same:,} applicants stay, {found.movers.height:,} move.")
    if found.only_before or found.only_after:
        out.print(
            f"{found.only_before:,} are only in the first round, {found.only_after:,} only in the second."
        )
    if found.movers.height:
        _print("Who moves and why", found.by_cause)
    _print("Seats by sector", found.by_sector)
    _print("Movers by group", found.by_group)


def _print(title: str, frame: pl.DataFrame) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for name, kind in frame.schema.items():
        table.add_column(name.replace("_", " "), justify="right" if kind.is_numeric() else "left")
    for row in frame.iter_rows():
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    out.print(table)
