"""Commands on compacts: progress of the promises, its certificate, comparison of cities, starting texts."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from citycompact.cli.console import err, out, plain_errors
from citycompact.cli.rules_of import city_beside, signing_of

if TYPE_CHECKING:
    from citycompact.compact import CompactFacts, ProgressRules
    from citycompact.doors import Result

PackageArgument = Annotated[Path, typer.Argument(help="A compact package: a folder or a ZIP file.")]
RulesOption = Annotated[Path | None, typer.Option("--rulebook", help="Rulebook with a [compact] section.")]
DayOption = Annotated[
    datetime.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Day; today if not given.")
]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Who promised what, and is it kept.", no_args_is_help=True)
    group.command()(status)
    group.command()(check)
    group.command("compare")(compare)
    group.command("template")(starting_text)
    group.command("demo")(demo)
    app.add_typer(group, name="compact")


def _rules(path: Path | None) -> ProgressRules:
    from citycompact.compact import SECTION
    from citycompact.rooms import agreed, read_any_rulebook

    rules: ProgressRules = agreed(read_any_rulebook(path), SECTION)
    return rules


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
    write: Annotated[Path | None, typer.Option("--write", help="Also write the progress as JSON.")] = None,
) -> None:
    """Say how far every promise is on a day, and why."""
    from citycompact.compact import (
        STATUSES,
        decide,
        progress_of,
        say_flag,
        say_refused,
        tally,
    )

    with plain_errors():
        facts, rules = _facts(package, on), _rules(rulebook)
        result = decide(facts, rules)
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
        with plain_errors():
            write.write_text(_publication(facts, rulebook, result), "utf-8")


def check(
    package: PackageArgument,
    progress: Annotated[
        Path, typer.Argument(help="progress.json, as a city publishes it or status --write makes it.")
    ],
) -> None:
    """Recompute every status and flag from its evidence, by separate code."""
    from citycompact.compact import SECTION, ProgressRules, progress_of, read_compact
    from citycompact.compact import check as check_progress
    from citycompact.facts import text_of
    from citycompact.record.publication import read_publication, table_digests

    with plain_errors():
        facts = read_compact(package)
        if not progress.is_file():
            raise FileNotFoundError(f"{progress} does not exist.")
        result, rules, record = read_publication(text_of(progress, progress.name), progress.name, "compact")
        agreed = ProgressRules.model_validate(rules[SECTION])
        said = progress_of(result)
        certificate = check_progress(replace(facts, as_of=said.as_of), agreed, result)
    differences = [f"{item.name}: {example}" for item in certificate.findings for example in item.examples]
    differences += [
        f"record: the hash of {name} is another table's"
        for name, digest in table_digests(result).items()
        if record["result_sha256"].get(name) != digest
    ]
    for difference in differences:
        err.print(difference, style="red", markup=False)
    out.print(f"{len(said.promises)} promises checked, {len(differences)} differences.")
    raise typer.Exit(1 if differences else 0)


def _publication(facts: CompactFacts, rulebook: Path | None, result: Result) -> str:
    """Progress in one file, with its rules and who has signed them."""
    from citycompact.city import CityPackage
    from citycompact.compact import ROOM, SECTION
    from citycompact.record.publication import publication, publication_text
    from citycompact.rooms import agreed, read_any_rulebook

    book = read_any_rulebook(rulebook)
    # Whose keys count says the city's own package; beside no city, no signature counts.
    city = city_beside(rulebook, None) if rulebook else None
    unknown = CityPackage(facts.city_id, facts.name, "UTC", ("en",), {})
    signing, _ = signing_of(book, rulebook, city or unknown, (SECTION,))
    rules = {SECTION: agreed(book, SECTION)}
    return publication_text(publication(ROOM, ROOM.decisions[0], facts, rules, signing, result))


def compare(
    packages: Annotated[list[Path], typer.Argument(help="Compact packages.")],
    on: DayOption = None,
    rulebook: RulesOption = None,
) -> None:
    """Set several cities side by side, all by the same rules and day."""
    from citycompact.compact import compare_cities, read_compact

    with plain_errors():
        cities, rules = [read_compact(path) for path in packages], _rules(rulebook)
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
    for facts in (port_ellery(day), *example_cities(day)):
        folder = target / facts.city_id
        with plain_errors():
            if folder.exists():
                raise FileExistsError(f"{folder} exists already.")
        write_compact(facts, folder)
        out.print(f"{folder}: {len(facts.promises)} promises", markup=False)
