"""Commands on facts: validate, demo-city, import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from citycompact.cli.console import err, out, plain_errors, print_problems
from citycompact.cli.rules_of import rulebook_path, rules_of
from citycompact.cli.writing import whole_folder

if TYPE_CHECKING:
    from citycompact.city import CityPackage
    from citycompact.doors import Room
    from citycompact.enrollment import EnrollmentRules
    from citycompact.facts import Files, Problem


class FileFormat(StrEnum):
    """Formats of a package's tables."""

    csv = "csv"
    parquet = "parquet"


def _literal(file_format: FileFormat) -> Literal["csv", "parquet"]:
    return "parquet" if file_format is FileFormat.parquet else "csv"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(validate)
    app.command("demo-city")(demo_city)
    importing = typer.Typer(help="Make a city package from other data.", no_args_is_help=True)
    importing.command("baltimore")(import_baltimore)
    importing.command("nyc-directory")(import_nyc_directory)
    importing.command("oneroster")(import_oneroster)
    app.add_typer(importing, name="import")


def validate(
    city: Annotated[Path, typer.Argument(help="Folder or ZIP file of a package: a city's, or a compact's.")],
    every: Annotated[
        bool, typer.Option("--all", help="Name every row, however many share a problem.")
    ] = False,
) -> None:
    """Report every problem of a package at once: of its tables, room by room, and of its rulebook."""
    from citycompact.city import TABLES, inspect_city
    from citycompact.city.validating import unknown_schools
    from citycompact.facts import FactsError, file_names, files_of, say_unknown_files
    from citycompact.rooms import ROOMS, tables

    problems: list[Problem] = []
    warnings: list[str] = []
    said: list[str] = []
    package: CityPackage | None = None
    with plain_errors():
        files = files_of(city)
        others = [room for room in ROOMS if _has_facts(room, files)]
        if not others or "city.toml" in files:
            package, problems = inspect_city(city, per_check=0 if every else 100)
            if package is not None and not problems:
                problems, warnings = _rulebook_faults(city, package, every=every)
                counts = ", ".join(
                    f"{package.table(name).height:,} {name}"
                    for name in TABLES
                    if not package.table(name).is_empty()
                )
                said.append(f"{package.name}: no problems. {counts}.")
        for room in others:
            for decision in room.decisions:
                try:
                    said.append(f"{decision.read(city).name}, {room.name}: no problems.")
                except FactsError as error:
                    problems += [problem for problem in error.problems if problem not in problems]
        if problems:
            print_problems(problems)
            raise typer.Exit(1)
    known = {name for table in tables().values() for name in file_names(table)}
    warnings += say_unknown_files(files, known)
    warnings += [] if package is None else unknown_schools(package)
    for warning in warnings:
        err.print(warning, style="yellow", markup=False)
    for line in said:
        out.print(line, markup=False)


def _has_facts(room: Room, files: Files) -> bool:
    """Whether a package holds tables of a room that are not the city's own."""
    from citycompact.city import TABLES
    from citycompact.facts import file_names

    own = {name for table in room.tables if table.name not in TABLES for name in file_names(table)}
    return not own.isdisjoint(files)


def _rulebook_faults(city: Path, package: CityPackage, *, every: bool) -> tuple[list[Problem], list[str]]:
    """What is wrong in the rulebook of a city, or keeps a match from its promises; and what does not count:
    sections that are not signed, facts that nobody verified."""
    from citycompact.enrollment import refused
    from citycompact.rulebook import header_problems, missing_sectors, read_signatures

    book, rules, problems = rules_of(city, None, package)
    problems = problems or refused(package, rules)
    unverified = [] if problems else _say_unverified(package, rules, every=every)
    if book.is_default:
        return problems, unverified
    signatures = read_signatures(rulebook_path(city, None))
    stated = book.header.city is not None or book.header.signing_sectors is not None
    faults = header_problems(book, package)
    if stated or signatures:
        problems += faults
    unsigned = [
        f"{book.file}: [{name}] is not signed by {', '.join(missing)}."
        for name in book.sections
        if (missing := missing_sectors(name, book, signatures, package))
    ]
    said = unsigned if not faults else [f"{book.file}: {item.message}" for item in faults]
    return problems, said + unverified


def _say_unverified(package: CityPackage, rules: EnrollmentRules, *, every: bool) -> list[str]:
    """What is claimed and not verified, a line for each fact with its schools."""
    from citycompact.enrollment import unverified_by_school

    counts = unverified_by_school(package, rules)
    lines = []
    for (fact,), rows in counts.group_by("fact", maintain_order=True):
        schools = [(school or "no school", number) for _, school, number in rows.iter_rows()]
        shown = schools if every else schools[:8]
        named = ", ".join(f"{school} {number:,}" for school, number in shown)
        if len(schools) > len(shown):
            named += f", {len(schools) - len(shown)} more schools (--all names them)"
        lines.append(f"{fact}: {rows['children'].sum():,} claimed and not verified, so not counted: {named}.")
    return lines


def demo_city(
    folder: Annotated[
        Path, typer.Argument(metavar="OUT", help="Folder to write; must not hold a package yet.")
    ],
    schools: Annotated[int, typer.Option(min=6, max=20_000, help="Number of schools.")] = 60,
    applicants: Annotated[
        int, typer.Option(min=50, max=1_000_000, help="About how many applicants.")
    ] = 12_000,
    choices: Annotated[float, typer.Option(min=1, max=12, help="Programs a family lists on average.")] = 5.18,
    seed: Annotated[int, typer.Option(min=0, help="Another number gives another city.")] = 2027,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
) -> None:
    """Write a believable synthetic city: the same options always give the same bytes."""
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city
    from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook

    with plain_errors():
        city = with_demo_signers(build_demo_city(schools, applicants, seed, choices))
        with whole_folder(folder) as scratch:
            write_city(city, scratch, _literal(file_format))
            write_demo_rulebook(city, scratch)
    out.print(
        f"{city.name}: {city.table('schools').height:,} schools, {city.table('programs').height:,} programs, "
        f"{city.table('applicants').height:,} applicants, in {folder}."
    )


def import_baltimore(
    source: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder or ZIP file with the district's published tables.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of the simulated applicants.")] = 2022,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
) -> None:
    """Baltimore City's schools, buildings, enrollment by grade and zones, with simulated applicants."""
    from citycompact.city import write_city
    from citycompact.importers.baltimore import import_city

    with plain_errors():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise FileExistsError(f"{folder} already holds something; remove it or write elsewhere.")
        imported = import_city(source, seed)
        with whole_folder(folder) as scratch:
            write_city(imported.city, scratch, _literal(file_format), imported.tables)
            (scratch / "rulebook.toml").write_text(imported.rulebook, encoding="utf-8")
            (scratch / "import-report.md").write_text(imported.report, encoding="utf-8")
    for line in imported.summary:
        out.print(line)
    out.print(f"What became of every row, and what is odd, is in {folder / 'import-report.md'}.")


def import_nyc_directory(
    file: Annotated[Path, typer.Argument(help="The directory as CSV.")],
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write.")],
    year: Annotated[
        int | None,
        typer.Option(min=2000, max=2099, help="Year of admission, where the file does not name it."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the synthetic applicants.")] = 1,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
) -> None:
    """New York City's high-school directory of a year, with synthetic applicants of the published demand."""
    from citycompact.city import write_city
    from citycompact.importers.nyc_directory import import_directory

    with plain_errors():
        imported = import_directory(file, seed, year)
        with whole_folder(folder) as scratch:
            write_city(imported.city, scratch, _literal(file_format))
            (scratch / "rulebook.toml").write_text(imported.rulebook, encoding="utf-8")
            (scratch / "import-report.md").write_text(imported.report, encoding="utf-8")
    out.print(imported.summary)
    out.print(f"What was read, and what could not be, is in {folder / 'import-report.md'}.")


def import_oneroster(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder or ZIP file of a OneRoster 1.1 or 1.2 CSV export.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write.")],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
    sectors: Annotated[
        Path | None,
        typer.Option(help="CSV with operator_id and sector, of operators that are no district."),
    ] = None,
) -> None:
    """Schools, current students and grades from a student information system's OneRoster export."""
    from citycompact.city import write_city
    from citycompact.importers.oneroster import import_export

    with plain_errors():
        imported = import_export(folder, sectors=sectors)
        with whole_folder(target) as scratch:
            write_city(imported.city, scratch, _literal(file_format))
    for note in imported.notes:
        err.print(note, markup=False)
    out.print(imported.summary)
