"""Commands on money: fund a year, compare two rules, count a roster, and what one pupil changes."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Column, Table

from citycompact.cli.console import Steps, err, out, plain_errors
from citycompact.cli.rooms import (
    CityOption,
    RulebookOption,
    UnsignedOption,
    checking,
    say_certificate,
    say_signing,
)
from citycompact.cli.rules_of import agreed_found, rulebook_path
from citycompact.cli.writing import whole_folder, write_new
from citycompact.funding import NEXT, ROOM, write_next
from citycompact.record.checked_folder import Beside

if TYPE_CHECKING:
    from citycompact.city import CityPackage
    from citycompact.doors import Certificate, Result
    from citycompact.funding import FundingRules

REPORT, STATEMENTS = "report.html", "statements"
BESIDE = Beside(attested=(REPORT, f"{STATEMENTS}/*", f"{NEXT}/*"), left_out=("results.txt",))
"""What lies in the folder of a year's budgets beside its tables."""

CityArgument = Annotated[Path, typer.Argument(metavar="CITY", help="Folder or ZIP file of the city package.")]


def add_to(app: typer.Typer, group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.info.help = "Money without regard to sector: fund, check, compare, count."
    app.command()(fund)
    app.command("fund-compare")(fund_compare)
    group.command()(fund)
    group.command("compare")(fund_compare)
    group.command("check")(checking(ROOM, ROOM.decisions[0], BESIDE))
    group.command()(count)
    group.command()(move)
    group.command()(demo)


def fund(
    city: CityArgument,
    folder: Annotated[Path, typer.Option("--out", help="Folder to write the budgets to.")],
    rulebook: RulebookOption = None,
    keys: CityOption = None,
    unsigned: UnsignedOption = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace earlier budgets.")] = False,
    charts: Annotated[bool, typer.Option("--charts/--no-charts", help="Draw the report's charts.")] = True,
    statements: Annotated[
        bool, typer.Option("--statements/--no-statements", help="Write a PDF for each school.")
    ] = True,
) -> None:
    """Give every school its budget by the formula that both sectors signed, and prove it."""
    from citycompact.funding.report import write_report
    from citycompact.funding.statements import write_statements
    from citycompact.record.in_folder import decide_into

    decision = ROOM.decisions[0]
    with Steps() as progress, plain_errors():
        progress("reading the city")
        facts: Any = decision.read(city)
        agreed = agreed_found(decision, facts, city, rulebook, keys, unsigned=unsigned)

        def beside(scratch: Path, result: Result, certificate: Certificate) -> None:
            progress("writing the report")
            signing = agreed.signing[decision.sections[0]]
            write_report(scratch / REPORT, facts, agreed.rules, result, certificate, signing, charts=charts)
            write_next(scratch, facts, agreed.rules, result)
            if statements:
                progress("writing statements")
                write_statements(scratch / STATEMENTS, facts, result)

        progress("deciding and checking")
        written, certificate = decide_into(
            folder, ROOM, decision, facts, agreed, overwrite=overwrite, beside=beside
        )
    _say_notes(facts, written.result)
    out.print(f"All budgets together: {_money(written.result.values['total'])}", markup=False)
    for name, table in written.result.tables.items():
        out.print(f"{folder / name}.csv: {table.height:,} rows", markup=False)
    out.print(f"Report: {folder / REPORT}", markup=False)
    say_signing(agreed)
    say_certificate(certificate, failed=3)


def fund_compare(
    city: CityArgument,
    rules: Annotated[list[Path], typer.Option("--rules", help="A rulebook; give two: before and after.")],
    folder: Annotated[Path, typer.Option("--out", help="Folder to write the comparison to.")],
    poverty: Annotated[
        str | None, typer.Option(help="Need by whose share schools are told apart; by default the largest.")
    ] = None,
    years: Annotated[
        int | None, typer.Option(min=1, max=30, help="Years of the transition; by default as few as can be.")
    ] = None,
) -> None:
    """Set two formulas side by side: winners, losers, and a path from the one to the other."""
    from citycompact.facts import FactsError, Problem, write_csv
    from citycompact.funding import compare
    from citycompact.funding.comparisons import path_between
    from citycompact.words import plural

    if len(rules) != 2:
        err.print("Give --rules twice: the rules of before, and those of after.", style="red")
        raise typer.Exit(2)
    with plain_errors():
        if folder.is_dir() and any(folder.iterdir()):
            raise FactsError([Problem(folder.name, "already holds something.", "Write to a new folder.")])
        facts: Any = ROOM.decisions[0].read(city)
        a, b = (_rules(path, facts) for path in rules)
        found = compare(facts, a, b, poverty)
        path, why_not = path_between(facts, a, b, years)
        with whole_folder(folder) as scratch:
            write_csv(found.schools, scratch / "schools.csv")
            write_csv(found.groups, scratch / "groups.csv")
            if path is not None:
                write_csv(path.table, scratch / "path.csv")
    table = Table(
        "By",
        "Group",
        *(Column(name, justify="right") for name in ("Schools", "Before", "After", "Change")),
        "Gain",
        "Lose",
    )
    for row in found.groups.iter_rows(named=True):
        money = [_money(row[name]) for name in ("a", "b", "change")]
        table.add_row(
            row["by"], row["group"], f"{row['schools']}", *money, f"{row['gain']}", f"{row['lose']}"
        )
    out.print(table)
    if found.poverty is not None:
        out.print(f"Poverty is told by the share counted as {found.poverty!r}.", markup=False)
    if path is None:
        out.print(f"No transition: {why_not}", markup=False)
    else:
        years_said = plural(path.years, "year", "years")
        out.print(
            f"A transition of {years_said} keeps every floor, cap and sum, in exact arithmetic; "
            f"what is missing on the way is at most {path.gap:.2%} above the least that there can be.",
            markup=False,
        )


def count(
    city: CityArgument,
    roster: Annotated[
        Path,
        typer.Argument(
            help="roster.csv (student_id, school_id, category, since, until), or a OneRoster export."
        ),
    ],
    target: Annotated[Path, typer.Option("--out", help="File to write the counts to.")],
    on: Annotated[
        list[datetime.datetime],
        typer.Option("--on", formats=["%Y-%m-%d"], help="Count day; give both where the rule has two."),
    ],
    rulebook: RulebookOption = None,
    year: Annotated[str, typer.Option(help="Year of the budgets, for the column year.")] = "",
    seed: Annotated[str | None, typer.Option(help="A public draw, for the sample of an audit.")] = None,
    per_100: Annotated[str, typer.Option("--per-100", help="Children asked for papers, of 100.")] = "5",
    needs: Annotated[
        Path | None, typer.Option(help="needs.csv (student_id, category), where the roster is an export.")
    ] = None,
    sample: Annotated[
        Path | None, typer.Option("--sample", help="File for the sample; it names children.")
    ] = None,
) -> None:
    """Count one roster of children of both sectors by the signed rule."""
    from citycompact.facts import FactsError, Problem, csv_text, files_of, shown_columns
    from citycompact.funding import TABLES, audit_sample, count_roster, read_roster, roster_from_export

    with plain_errors():
        facts: Any = _city(city)
        rules = _rules(_rulebook(city, rulebook), facts)
        days = [day.date() for day in on]
        files = files_of(roster) if roster.is_dir() or roster.suffix == ".zip" else {"roster.csv": roster}
        if "roster.csv" in files:
            rows = read_roster(files)
        else:
            rows, notes = roster_from_export(files, days, rules, facts.table("schools"), needs)
            for note in notes:
                err.print(note, style="yellow", markup=False)
        found = count_roster(rows, rules, days, year)
        known = set(facts.table("schools")["school_id"])
        unknown = sorted(set(found.counts["school_id"]) - known)
        if unknown:
            mend = "Correct the id, or add the school to schools.csv."
            raise FactsError(
                [
                    Problem("roster.csv", "names a school that the city does not have.", mend, value=name)
                    for name in unknown
                ]
            )
        if (seed is None) != (sample is None):
            problem = Problem("--seed", "and --sample go together.", "Give both, or neither.")
            raise FactsError([problem])
        write_new(target, csv_text(shown_columns(found.counts, TABLES["counts"])), like="school_id,category")
        if seed is not None and sample is not None:
            write_new(sample, csv_text(audit_sample(rows, seed, _number(per_100))))
    out.print(f"{target}: {found.counts.height:,} counts of {found.children:,} children", markup=False)


def move(
    city: CityArgument,
    left: Annotated[str, typer.Option("--from", help="School that the pupil leaves.")],
    joined: Annotated[str, typer.Option("--to", help="School that it joins.")],
    category: Annotated[list[str], typer.Option("--category", help="Its grade, and each of its needs.")],
    rulebook: RulebookOption = None,
) -> None:
    """Say what one pupil who changes schools changes in both budgets, against what a pupil gets there."""
    from citycompact.facts import FactsError, Problem
    from citycompact.funding import moved

    with plain_errors():
        facts: Any = ROOM.decisions[0].read(city)
        rules = _rules(_rulebook(city, rulebook), facts)
        known = [item.category for item in rules.weights]
        schools = set(facts.table("schools")["school_id"])
        problems = [
            Problem("--category", "has no weight.", f"There are {', '.join(known)}.", value=name)
            for name in category
            if name not in known
        ]
        problems += [
            Problem(option, "is no school of the city.", "Give an id of schools.csv.", value=name)
            for option, name in (("--from", left), ("--to", joined))
            if name not in schools
        ]
        if problems:
            raise FactsError(problems)
        try:
            found = asdict(moved(facts, rules, left, joined, category))
        except ValueError as error:
            mend = "Name two schools, a grade that the first one has, and needs of its pupils."
            raise FactsError([Problem("--from", f"{error}.", mend)]) from None
    for school, change, average in (
        (left, found["left"], found["average_left"]),
        (joined, found["joined"], found["average_joined"]),
    ):
        out.print(
            f"{school}: {_money(change)}; a pupil there gets {_money(average)} on average", markup=False
        )


def demo(
    target: Annotated[Path, typer.Argument(help="New folder to write the demo city's counts and rules to.")],
    schools: Annotated[int, typer.Option(min=4, max=500, help="How many schools.")] = 60,
) -> None:
    """Write the demo city with its counts, what schools had before, and the signed rules."""
    from dataclasses import replace

    from citycompact.city import TABLES as CITY
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city
    from citycompact.facts import FactsError, Problem
    from citycompact.funding import TABLES
    from citycompact.funding.demo import YEARS, demo_counts, demo_previous
    from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook

    with plain_errors():
        if target.is_dir() and any(target.iterdir()):
            raise FactsError([Problem(target.name, "already holds something.", "Name a new folder.")])
        city = with_demo_signers(build_demo_city(schools, 100))
        year = YEARS[0]
        facts = {"counts": demo_counts(city, year), "previous": demo_previous(city, year)}
        empty = {name: table.empty() for name, table in TABLES.items()}
        city = replace(city, tables={**city.tables, **empty, **facts}, zones=None)
        with whole_folder(target) as scratch:
            write_city(city, scratch, tables=(CITY["operators"], CITY["schools"], *TABLES.values()))
            write_demo_rulebook(city, scratch)
    out.print(
        f"{target}: {schools} schools. Now: citycompact fund {target} --out {target}-budgets", markup=False
    )


def _rules(path: Path, facts: CityPackage) -> FundingRules:
    """The section of a rulebook, held against facts."""
    from citycompact import rooms
    from citycompact.facts import FactsError
    from citycompact.funding import SECTION

    book = rooms.read_any_rulebook(path)
    found: FundingRules = rooms.agreed(book, SECTION)
    if facts.tables.get("counts") is not None:
        problems = rooms.rulebook_problems(ROOM.decisions[0], facts, book)
        if problems:
            raise FactsError(problems)
    return found


def _rulebook(city: Path, given: Path | None) -> Path:
    """The rulebook that was given, else the city's own; FactsError where there is none."""
    from citycompact.facts import FactsError, Problem

    found = rulebook_path(city, given)
    if found is None:
        mend = "Give one with --rulebook, or keep it as rulebook.toml in the city's folder."
        raise FactsError([Problem("rulebook.toml", "is missing.", mend)])
    return found


def _city(path: Path) -> CityPackage:
    """A city's operators and schools alone: its counts are yet to be made."""
    from citycompact.city import TABLES, read_city

    return read_city(path, (TABLES["operators"], TABLES["schools"]))


def _number(text: str) -> Decimal:
    from citycompact.facts import FactsError, Problem

    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal(-1)
    if not 0 <= found <= 100:
        raise FactsError([Problem("--per-100", "is no number from 0 to 100.", "Correct it.", value=text)])
    return found


def _money(amount: Any) -> str:
    from citycompact.words import say_money

    return say_money(Decimal(str(amount)), "en")


def _say_notes(facts: CityPackage, result: Result) -> None:
    from citycompact.funding import say_note

    names = dict(facts.table("schools").select("school_id", "name").iter_rows())
    for note in result.values["notes"]:
        err.print(say_note(note, names, "en"), style="yellow", markup=False)
