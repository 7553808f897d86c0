"""Commands of enrollment: commit and match, and on finished rounds explain, receipt and compare."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citycompact.cli.commitments import committing
from citycompact.cli.console import Steps, err, out, plain_errors
from citycompact.cli.rooms import (
    ApprovalOption,
    CityOption,
    CommitmentOption,
    RoundOption,
    RulebookOption,
    SourceOption,
    UnsignedOption,
    approved,
    checking,
    say_certificate,
    say_signing,
)
from citycompact.cli.rules_of import agreed_found
from citycompact.cli.writing import write_new
from citycompact.enrollment import ROOM
from citycompact.record.match.publishing import BESIDE
from citycompact.words import Language

if TYPE_CHECKING:
    import polars as pl

CityArgument = Annotated[Path, typer.Argument(help="Folder of the city package.")]
Folder = Annotated[Path, typer.Argument(metavar="OUT", help="Folder that match wrote.")]
Applicant = Annotated[str, typer.Argument(metavar="APPLICANT", help="Id of the applicant.")]


def add_to(app: typer.Typer, group: typer.Typer) -> None:
    """Add the commands of this file; a match with its bundles is what most people came for."""
    group.info.help = "One application, one match: commit, match, explain, compare."
    for command in (commit, match, check, explain, receipt, compare, audit):
        app.command()(command)
    for command in (match, compare, check, audit):
        group.command()(command)
    # A match is this room's decision, with bundles and a report in its folder, and it shows its steps; a
    # family's receipt proves its application too.
    group.command(name="decide")(match)
    group.command()(receipt)


commit = committing(ROOM.decisions[0])
check = checking(ROOM, ROOM.decisions[0], BESIDE)


def match(
    city: CityArgument,
    folder: Annotated[Path, typer.Option("--out", help="Folder to write the result to.")],
    seed: Annotated[str | None, typer.Option(help="The public seed, as the public event gave it.")] = None,
    seed_source: SourceOption = "not stated",
    round_id: RoundOption = None,
    replay: Annotated[
        bool, typer.Option("--replay", help="Replay a past round from its recorded numbers and priorities.")
    ] = False,
    rulebook: RulebookOption = None,
    keys: CityOption = None,
    commitment: CommitmentOption = None,
    approval: ApprovalOption = None,
    unsigned: UnsignedOption = False,
    charts: Annotated[bool, typer.Option(help="Draw the charts of the report.")] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier result.")] = False,
) -> None:
    """Assign every seat, check the result, explain it, and write everything down."""
    from citycompact.city import read_city
    from citycompact.doors import Draw
    from citycompact.record import is_correction, read_commitment
    from citycompact.record.drawing import official_draw
    from citycompact.record.match.running import run_round
    from citycompact.record.placing import refuse_to_replace

    if (seed is None) == (not replay):
        err.print("Give either --seed TEXT or --replay.", style="red")
        raise typer.Exit(2)
    if replay and commitment is not None:
        err.print("Leave --commitment out: a replay has no draw that it could have been before.", style="red")
        raise typer.Exit(2)
    with plain_errors():
        refuse_to_replace(folder, ROOM.name, overwrite=overwrite)
        with Steps() as step:
            step("reading the city")
            package = read_city(city)
            agreed = agreed_found(ROOM.decisions[0], package, city, rulebook, keys, unsigned=unsigned)
            published = None if commitment is None else read_commitment(commitment)
            approvals = approved(published, agreed, approval)
            if replay:
                draw = Draw(None, "recorded numbers", True, round=round_id or "")
            else:
                draw = official_draw(
                    ROOM.decisions[0], agreed, package, seed, seed_source, round_id, published=published
                )
            done = run_round(
                package,
                agreed,
                draw,
                folder,
                published=published,
                approvals=approvals,
                charts=charts,
                overwrite=overwrite,
                progress=step,
            )
    say_signing(agreed)
    out.print(f"Report: {folder / 'report.html'}")
    given = f"--commitment {commitment}" if commitment else "--commitment FILE"
    if is_correction(published):
        given += " --corrected EARLIER"
    drawn = "" if replay else f" {given} --seed '{seed}'"
    out.print(f"Proof:  python {folder / 'audit' / 'verify.py'}{drawn}", soft_wrap=True, markup=False)
    say_certificate(done.certificate, failed=3)


def explain(
    folder: Folder,
    applicant: Applicant,
    language: Annotated[Language, typer.Option(help="English or Spanish.")] = "en",
) -> None:
    """Print a family's letter: what happened at each choice, and why."""
    from citycompact.enrollment import letter
    from citycompact.record.match.finished_folder import FinishedFolder

    with plain_errors():
        text = letter(FinishedFolder(folder).outcome(applicant, language), language)
    out.print(text, markup=False, end="")


def receipt(folder: Folder, applicant: Applicant) -> None:
    """Print a family's receipt, which audit/verify.py --receipt checks."""
    from citycompact.facts import FactsError, Problem
    from citycompact.record.match.finished_folder import FinishedFolder
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
    from citycompact.record.match.comparison import compare as compare_rounds
    from citycompact.record.match.finished_folder import FinishedFolder

    with plain_errors():
        found = compare_rounds(FinishedFolder(before), FinishedFolder(after))
        if movers is not None:
            write_new(movers, found.movers.write_csv())
            err.print(f"Every mover is in {movers}.")
    for name, folder in (("first", before), ("second", after)):
        if FinishedFolder(folder).record["draw"]["replayed"]:
            out.print(f"The {name} is a replay of recorded numbers: nothing was drawn.")
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


def audit(
    city: CityArgument,
    seed: Annotated[str, typer.Option(help="The public seed, as the public event gave it.")],
    rulebook: RulebookOption = None,
    keys: CityOption = None,
    unsigned: UnsignedOption = False,
) -> None:
    """Print whom the draw asks for a proof of what counted on their word: a CSV, the lowest number first."""
    from citycompact.city import read_city
    from citycompact.enrollment import SECTION, EnrollmentRules, audit_sample

    with plain_errors():
        package = read_city(city)
        agreed = agreed_found(ROOM.decisions[0], package, city, rulebook, keys, unsigned=unsigned)
        rules = agreed.rulebook.section(SECTION, EnrollmentRules)
    typer.echo(audit_sample(package, rules, seed).write_csv(), nl=False)
