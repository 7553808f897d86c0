"""Commands that decide: commit and match."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from citycompact.cli.console import Steps, err, out, plain_errors
from citycompact.cli.rules_of import checked_rules_of, rulebook_path

if TYPE_CHECKING:
    from citycompact.city import CityPackage
    from citycompact.rulebook import Rulebook

CityArgument = Annotated[Path, typer.Argument(help="Folder of the city package.")]
RulebookOption = Annotated[
    Path | None, typer.Option(help="Rulebook; by default rulebook.toml in the city's folder.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(commit)
    app.command()(match)


def commit(
    city: CityArgument,
    folder: Annotated[Path, typer.Option("--out", help="Folder to write commitment.json to.")],
    rulebook: RulebookOption = None,
) -> None:
    """Publish this before the seed is drawn: hashes of all applications, seats and rules."""
    from citycompact.city import read_city
    from citycompact.enrollment import prepare
    from citycompact.record import commit as make_commitment

    with plain_errors(), Steps() as step:
        step("reading the city")
        package = read_city(city)
        book, rules = checked_rules_of(city, rulebook, package)
        step("hashing applications")
        # The lottery plays no part in what is committed, so no seed is needed yet.
        committed = make_commitment(package, book, prepare(package, rules, seed=""))
        folder.mkdir(parents=True, exist_ok=True)
        target = folder / "commitment.json"
        if target.exists():
            raise FileExistsError(f"{target} exists already; a published commitment is never overwritten.")
        target.write_text(committed.commitment.to_json(), encoding="utf-8")
    out.print(f"Publish {target}. Root of {committed.commitment.applications:,} applications:")
    out.print(committed.commitment.applications_root)


def match(
    city: CityArgument,
    folder: Annotated[Path, typer.Option("--out", help="Folder to write the result to.")],
    seed: Annotated[str | None, typer.Option(help="The public seed, as the public event gave it.")] = None,
    seed_source: Annotated[
        str, typer.Option(help="Where the seed comes from: the public event, or the beacon and its round.")
    ] = "not stated",
    replay: Annotated[
        bool, typer.Option("--replay", help="Replay a past round from its recorded numbers and priorities.")
    ] = False,
    rulebook: RulebookOption = None,
    commitment: Annotated[
        Path | None, typer.Option(help="The commitment.json that was published before the seed.")
    ] = None,
    unsigned: Annotated[
        bool, typer.Option("--unsigned", help="Accept a rulebook that a sector has not signed.")
    ] = False,
    charts: Annotated[bool, typer.Option(help="Draw the charts of the report.")] = True,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace an earlier result.")] = False,
) -> None:
    """Assign every seat, check the result, explain it, and write everything down."""
    from citycompact.city import FactsError, Problem, read_city

    if (seed is None) == (not replay):
        err.print("Give either --seed TEXT or --replay.", style="red")
        raise typer.Exit(2)
    with plain_errors():
        if folder.exists() and not overwrite and any(folder.iterdir()):
            mend = "Write to another folder, or say --overwrite."
            raise FactsError([Problem(folder.name, "already holds something.", mend)])
        if folder.exists() and overwrite and any(folder.iterdir()) and not (folder / "record.json").exists():
            mend = "Write to another folder; only the result of an earlier match is ever replaced."
            raise FactsError([Problem(folder.name, "holds something that is not a match.", mend)])
        with Steps() as step:
            step("reading the city")
            package = read_city(city)
            book, rules = checked_rules_of(city, rulebook, package)
            signing = _signing(book, rulebook_path(city, rulebook), package, unsigned=unsigned)
            draw = {
                "seed": seed,
                "source": seed_source if not replay else "recorded numbers",
                "replayed": replay,
            }
            record = _run(package, book, rules, draw, signing, commitment, folder, charts, step)
    _say(record, folder)


def _run(
    package: CityPackage,
    book: Rulebook,
    rules: Any,
    draw: dict[str, Any],
    signing: dict[str, Any],
    commitment: Path | None,
    folder: Path,
    charts: bool,
    step: Steps,
) -> dict[str, Any]:
    from citycompact.city import FactsError
    from citycompact.enrollment import certify, decide, explain
    from citycompact.record import commit as make_commitment
    from citycompact.record import differences, read_commitment
    from citycompact.record.publishing import FinishedRound, put_in_place, write_tables

    decision = decide(package, rules, draw["seed"], replayed=draw["replayed"], progress=step)
    step("committing")
    committed = make_commitment(package, book, decision.preparation)
    if commitment is not None:
        changed = differences(read_commitment(commitment), committed.commitment)
        if changed:
            raise FactsError(changed)
    draw = {**draw, "committed_before": commitment is not None}
    step("checking the result")
    certificate = certify(decision)
    step("explaining")
    explanations = explain(decision)
    finished = FinishedRound(decision, certificate, explanations, committed, draw, signing)
    step("writing tables and audit bundles")
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        record = write_tables(finished, scratch)
        step("drawing the report" if charts else "writing the report")
        from citycompact.enrollment.report import write_report

        write_report(scratch / "report.html", decision, certificate, record, charts=charts)
        put_in_place(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return record


def _signing(book: Rulebook, path: Path | None, package: CityPackage, *, unsigned: bool) -> dict[str, Any]:
    from citycompact.city import FactsError, Problem
    from citycompact.rulebook import missing_sectors, read_signatures, standing

    signatures = read_signatures(path)
    missing = missing_sectors(book, signatures, package)
    if missing and not unsigned:
        faults = {item.sector: standing(item, book, package) for item in signatures}
        reasons = {
            "wrong content": "its signature is for another version of the rulebook.",
            "unknown key": "its signature was made with a key that city.toml does not list.",
            "broken": "its signature is broken.",
        }
        raise FactsError(
            Problem(
                book.file,
                f"the {sector} sector has not signed: "
                + reasons.get(faults.get(sector, ""), "there is no signature."),
                "Sign it (citycompact rulebook sign), or run with --unsigned; the report will say so.",
            )
            for sector in missing
        )
    return {
        "name": book.header.name,
        "version": book.header.version,
        "default_rules": book.is_default,
        "signed_by": [
            {"sector": item.sector, "name": item.name}
            for item in signatures
            if standing(item, book, package) == "valid"
        ],
        "not_signed_by": missing,
    }


def _say(record: dict[str, Any], folder: Path) -> None:
    findings = record["certificate"]["findings"]
    broken = [name for name, finding in findings.items() if finding["promised"] and finding["violations"]]
    if broken:
        err.print(f"The certificate does NOT hold: {', '.join(broken)}.", style="bold red")
    else:
        out.print("The certificate holds: everything the mechanism promises was checked and is true.")
    if record["rulebook"]["not_signed_by"]:
        missing = ", ".join(record["rulebook"]["not_signed_by"])
        err.print(f"The rulebook was not signed by: {missing}. The report says so.", style="yellow")
    out.print(f"Report: {folder / 'report.html'}")
    out.print(f"Proof:  python {folder / 'audit' / 'verify.py'}")
    if broken:
        raise typer.Exit(3)
