"""Commands on compacts: where the promises stand, the certificate, comparison of cities, starting texts."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from citycompact.cli.console import err, out, plain_errors
from citycompact.cli.rules_of import SECTIONS

if TYPE_CHECKING:
    from citycompact.compact import ProgressRules

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
    from citycompact.compact import SECTION, ProgressRules
    from citycompact.rulebook import read_rulebook

    return ProgressRules() if path is None else read_rulebook(path, SECTIONS).section(SECTION, ProgressRules)


def _day(given: datetime.datetime | None) -> datetime.date:
    return given.date() if given else datetime.date.today()


def status(
    package: PackageArgument, on: DayOption = None, rulebook: RulesOption = None,
    write: Annotated[Path | None, typer.Option("--write", help="Also write the progress as JSON.")] = None,
) -> None:  # fmt: skip
    """Say where every promise stands on a day, and why."""
    from citycompact.compact import STATUSES, decide, publication_text, read_compact, say_flag, tally

    with plain_errors():
        facts, rules = read_compact(package), _rules(rulebook)
    progress = decide(facts, rules, _day(on))
    styles = {"green": "green", "amber": "yellow", "red": "red"}
    for item in progress.promises:
        out.print(
            f"{item.colour:6} {STATUSES[item.status]['en']:12} {facts.pledged[item.promise_id].pledge}",
            style=styles[item.colour],
            markup=False,
        )
        for flag in item.flags:
            out.print(f"       {say_flag(flag, item.promise_id, facts)}", markup=False)
    for line in progress.refused:
        err.print(f"Does not count: {line}.", style="yellow", markup=False)
    counts = tally(facts, progress).all
    out.print(
        ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items())
        + f". SHA-256 {progress.sha256()}"
    )
    if write is not None:
        write.write_text(publication_text(facts, rules, progress), "utf-8")


def check(
    package: PackageArgument,
    progress: Annotated[
        Path, typer.Argument(help="progress.json, as a city publishes it or status --write makes it.")
    ],
) -> None:
    """Recompute every status and flag of a progress from its evidence, by separate code."""
    from citycompact.compact import ProgressRules, certify, read_compact

    with plain_errors():
        facts = read_compact(package)
    try:
        content = json.loads(progress.read_text("utf-8"))
        certificate = certify(facts, ProgressRules.model_validate(content["rules"]), content["progress"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        err.print(f"{progress} cannot be read as a progress: {error}", style="red", markup=False)
        raise typer.Exit(2) from None
    for difference in certificate.differences:
        err.print(difference, style="red", markup=False)
    out.print(f"{certificate.checked} promises checked, {len(certificate.differences)} differences.")
    raise typer.Exit(0 if certificate.holds else 1)


def compare(
    packages: Annotated[list[Path], typer.Argument(help="Compact packages.")], on: DayOption = None, rulebook: RulesOption = None
) -> None:  # fmt: skip
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
    from citycompact.compact import to_files
    from citycompact.compact.demo import example_cities, port_ellery

    day = _day(on)
    for facts in (port_ellery(day), *example_cities(day)):
        folder = target / facts.city_id
        with plain_errors():
            if folder.exists():
                raise FileExistsError(f"{folder} exists already.")
        folder.mkdir(parents=True)
        for name, text in to_files(facts).items():
            (folder / name).write_text(text, "utf-8")
        out.print(f"{folder}: {len(facts.promises)} promises", markup=False)
