"""Commands on compacts: progress of the promises, its certificate, comparison of cities, starting texts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from citycompact.cli.console import err, out, plain_errors
from citycompact.cli.rooms import CityOption, DayOption, UnsignedOption, say_certificate
from citycompact.cli.rules_of import agreed_found
from citycompact.cli.writing import whole_folder, write_new

if TYPE_CHECKING:
    from citycompact.compact import CompactFacts

PackageArgument = Annotated[Path, typer.Argument(help="A compact package: a folder or a ZIP file.")]
RulesOption = Annotated[Path | None, typer.Option("--rulebook", help="Rulebook with a [compact] section.")]


def add_to(_app: typer.Typer, group: typer.Typer) -> None:
    """Add the commands of this file."""
    group.info.help = "Who promised what, and is it kept."
    group.command()(status)
    group.command("compare")(compare)
    group.command("template")(starting_text)
    group.command("demo")(demo)


def _day(given: datetime.datetime | None) -> datetime.date:
    return given.date() if given else datetime.date.today()


def _facts(package: Path, on: datetime.datetime | None) -> CompactFacts:
    """A package on the day that was given, else on its own, else today."""
    from citycompact.compact import read_compact

    facts = read_compact(package)
    return replace(facts, as_of=on.date() if on else facts.as_of or datetime.date.today())


def status(
    package: PackageArgument,
    on: DayOption = None,
    rulebook: RulesOption = None,
    city: CityOption = None,
    unsigned: UnsignedOption = False,
    write: Annotated[Path | None, typer.Option("--write", help="Also write the progress as JSON.")] = None,
) -> None:
    """Say how far every promise is on a day, and why."""
    from citycompact.compact import (
        ROOM,
        STATUSES,
        decide,
        progress_of,
        say_flag,
        say_refused,
        tally,
    )

    with plain_errors():
        facts = _facts(package, on)
        agreed = agreed_found(ROOM.decisions[0], facts, package, rulebook, city, unsigned=unsigned)
        result = decide(facts, agreed.rules)
    progress = progress_of(result)
    styles = {"green": "green", "amber": "yellow", "red": "red"}
    for item in progress.promises:
        out.print(
            f"{item.colour:6} {STATUSES[item.status]['en']:12} {facts.pledged[item.promise_id].pledge}",
            style=styles[item.colour],
            markup=False,
        )
        for flag in item.flags:
            out.print(f"       {say_flag(flag, facts)}", markup=False)
    for change in progress.refused:
        err.print(f"Does not count: {say_refused(change)}.", style="yellow", markup=False)
    counts = tally(facts, progress).all
    out.print(", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items()) + ".")
    if write is not None:
        from citycompact.record.in_file import FORMAT, file_text
        from citycompact.record.written import write_down

        with plain_errors():
            written, certificate = write_down(ROOM, ROOM.decisions[0], facts, agreed, result)
            write_new(write, file_text(written), like=FORMAT)
        if not certificate.holds:
            say_certificate(certificate, failed=3)


def compare(
    packages: Annotated[list[Path], typer.Argument(help="Compact packages.")],
    on: DayOption = None,
    rulebook: RulesOption = None,
) -> None:
    """Set several cities side by side, all by the same rules and day."""
    from citycompact import rooms
    from citycompact.compact import SECTION, compare_cities, read_compact

    with plain_errors():
        cities = [read_compact(path) for path in packages]
        rules = rooms.agreed(rooms.read_any_rulebook(rulebook), SECTION)
    table = Table(
        Column("City", no_wrap=True), "Years", "Kept", "Under way", "Stalled", "Dropped", "Median age"
    )
    for row in compare_cities(cities, rules, _day(on)):
        age = "" if row.median_age_live is None else f"{row.median_age_live:,.0f} days"
        table.add_row(
            row.name,
            f"{row.years}",
            *(str(n) for n in (row.kept, row.under_way, row.stalled, row.dropped)),
            age,
        )
    out.print(table)


def starting_text(
    areas: Annotated[list[str] | None, typer.Argument(help="Areas; all if none is given.")] = None,
    spanish: Annotated[bool, typer.Option("--spanish", help="In Spanish.")] = False,
) -> None:
    """Print the starting text of an agreement."""
    from citycompact.compact import AREAS, template

    unknown = [area for area in areas or [] if area not in AREAS]
    if unknown:
        err.print(
            f"{', '.join(unknown)}: no such area. Areas are {', '.join(AREAS)}.", style="red", markup=False
        )
        raise typer.Exit(2)
    out.print(template(areas or list(AREAS), "es" if spanish else "en"), markup=False, highlight=False)


def demo(
    target: Annotated[
        Path, typer.Argument(help="Folder to write the demo city's compact and the example cities to.")
    ],
    on: DayOption = None,
) -> None:
    """Write the demo city's compact and four synthetic cities as packages."""
    from citycompact.compact import write_compact
    from citycompact.compact.demo import example_cities, port_ellery

    day = _day(on)
    made = (port_ellery(day), *example_cities(day))
    with plain_errors(), whole_folder(target) as scratch:
        for facts in made:
            write_compact(facts, scratch / facts.city_id)
    for facts in made:
        out.print(f"{target / facts.city_id}: {len(facts.promises)} promises", markup=False)
