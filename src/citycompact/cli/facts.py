"""Commands on facts: validate, demo-city, import."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer

from citycompact.cli.console import err, out, plain_errors, print_problems
from citycompact.cli.rules_of import rules_of


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
    importing.command("nyc-directory")(import_nyc_directory)
    importing.command("oneroster")(import_oneroster)
    app.add_typer(importing, name="import")


def validate(
    city: Annotated[Path, typer.Argument(help="Folder of the city package.")],
    every: Annotated[
        bool, typer.Option("--all", help="Name every row, however many share a problem.")
    ] = False,
) -> None:
    """Report every problem of a city package at once."""
    from citycompact.city import TABLES, inspect_city
    from citycompact.facts import file_names, files_of, unknown_files
    from citycompact.rooms import tables

    with plain_errors():
        package, problems = inspect_city(city, per_check=0 if every else 100)
        if package is not None and not problems:
            _, _, problems = rules_of(city, None, package)
        if problems or package is None:
            print_problems(problems)
            raise typer.Exit(1)
    known = {name for table in tables().values() for name in file_names(table)}
    for name in unknown_files(files_of(city), known):
        err.print(f"{name} is no table of any room, and is not read.", style="yellow", markup=False)
    counts = ", ".join(
        f"{package.table(name).height:,} {name}" for name in TABLES if not package.table(name).is_empty()
    )
    out.print(f"{package.name}: no problems. {counts}.")


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
        write_city(city, folder, _literal(file_format))
        write_demo_rulebook(city, folder)
    out.print(
        f"{city.name}: {city.table('schools').height:,} schools, {city.table('programs').height:,} programs, "
        f"{city.table('applicants').height:,} applicants, in {folder}."
    )


def import_nyc_directory(
    file: Annotated[Path, typer.Argument(help="The directory as CSV.")],
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of the synthetic applicants.")] = 2018,
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
) -> None:
    """New York City's high-school directory for 2018, with synthetic applicants of the published demand."""
    from citycompact.city import write_city
    from citycompact.importers.nyc_directory import import_directory

    with plain_errors():
        imported = import_directory(file, seed)
        write_city(imported.city, folder, _literal(file_format))
        (folder / "rulebook.toml").write_text(imported.rulebook, encoding="utf-8")
        (folder / "import-report.md").write_text(imported.report, encoding="utf-8")
    out.print(imported.summary)
    out.print(f"What was read, and what could not be, is in {folder / 'import-report.md'}.")


def import_oneroster(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the OneRoster 1.2 CSV files.")],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write.")],
    file_format: Annotated[
        FileFormat, typer.Option("--format", help="Format of the tables.")
    ] = FileFormat.csv,
) -> None:
    """Schools, current students and grades from a student information system's OneRoster export."""
    from citycompact.city import write_city
    from citycompact.importers.oneroster import import_export

    with plain_errors():
        imported = import_export(folder)
        write_city(imported.city, target, _literal(file_format))
    for note in imported.notes:
        err.print(note, markup=False)
    out.print(imported.summary)
