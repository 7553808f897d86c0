"""Commands that move a city into the site and out of it: site load, site export."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citycompact.cli.console import Steps, err, out, plain_errors, print_problems
from citycompact.cli.writing import whole_folder

if TYPE_CHECKING:
    from citycompact.web.package_parts import Changes, Load

SHOWN = 12
"""So many ids are named of each kind of change; all are counted."""


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    site = typer.Typer(help="Move a city into the site and out of it.", no_args_is_help=True)
    site.command("load")(load)
    site.command("export")(export)
    site.command("invite")(invite)
    app.add_typer(site, name="site")


def load(
    package: Annotated[Path, typer.Argument(help="Folder or ZIP file of a package.")],
    apply: Annotated[bool, typer.Option("--apply", help="Keep it; without this nothing is written.")] = False,
    round_id: Annotated[
        str,
        typer.Option("--round", metavar="ID", help="Round of the choices, where the rulebook has several."),
    ] = "",
    names: Annotated[
        Path | None,
        typer.Option(
            help="CSV of names: applicant_id, given_name, family_name, birth_date; claim_code where a family "
            "was sent one already."
        ),
    ] = None,
    codes: Annotated[
        Path | None,
        typer.Option(
            help="New CSV in which families without an account get a claim code each, to be sent to them."
        ),
    ] = None,
) -> None:
    """Say what a package would add to the site, change in it and take from it; with --apply, do so."""
    from citycompact.ops.set_up import prepare_database, set_up

    with plain_errors():
        if codes is not None and codes.exists():
            raise FileExistsError(17, "exists", str(codes))
        set_up()
        prepare_database()
        from citycompact.web.moving.names import read_names
        from citycompact.web.moving.package import read_package
        from citycompact.web.moving.whole import load_package
        from citycompact.web.package_parts import Load

        job = Load(
            read_package(package),
            round_id,
            None if names is None else read_names(names.read_bytes()),
            wants_codes=codes is not None,
            from_shell=True,
        )
        with Steps() as step:
            load_package(
                job,
                apply=apply,
                progress=step,
                before_it_is_kept=lambda job: None if codes is None else _write_codes(codes, job.codes),
            )
        _print(job)
        if job.refused:
            print_problems(job.refused)
            err.print("Nothing would be kept." if not apply else "Nothing was kept.", style="bold red")
            if apply:
                raise typer.Exit(1)
            return
        if apply and codes is not None:
            out.print(
                f"{len(job.codes):,} claim codes in {codes}: send each to its family alone.", markup=False
            )
    out.print("Kept." if apply else "Nothing was written. Do it with --apply.")


def export(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="New or empty folder.")],
    round_id: Annotated[
        str,
        typer.Option(
            "--round", metavar="ID", help="Round whose applications are written; else the last one."
        ),
    ] = "",
) -> None:
    """Write everything that the site keeps of the city as a package; it holds children's data."""
    from citycompact.ops.set_up import prepare_database, set_up

    with plain_errors():
        set_up()
        prepare_database()
        from citycompact.web.moving.whole import give_package

        with whole_folder(folder) as scratch:
            give_package(scratch, round_id)
    out.print(f"Written to {folder}. It holds children's data: keep it safe.", markup=False)


def invite(
    email: Annotated[str, typer.Argument(help="Address of whoever is invited.")],
    role: Annotated[str, typer.Argument(help="office, approver, operator, school, auditor or steward.")],
    sector: Annotated[str, typer.Option(help="Sector of an approver: district or charter.")] = "",
    operator: Annotated[str, typer.Option(metavar="ID", help="Of an operator.")] = "",
    school: Annotated[str, typer.Option(metavar="ID", help="Of school staff.")] = "",
    language: Annotated[str, typer.Option(help="Language of the letter: en or es.")] = "en",
) -> None:
    """Invite somebody to a role, and so make a site's first accounts; prints the link that is mailed."""
    from citycompact.ops.set_up import prepare_database, set_up

    with plain_errors():
        set_up()
        prepare_database()
        from citycompact.web.moving.inviting import invite_from_shell

        address = invite_from_shell(
            email, role, sector=sector, operator=operator, school=school, language=language
        )
    out.print(f"Invited {email}. The link holds for 7 days, once, and for that address alone:", markup=False)
    out.print(address, markup=False)


def _print(job: Load) -> None:
    for found in job.changes:
        for line in _lines(found):
            out.print(line, markup=False)
    for note in job.notes:
        err.print(note, style="yellow", markup=False)


def _lines(found: Changes) -> list[str]:
    """What loading does to a table, in a line for each kind of change."""
    if found.nothing and not found.kept:
        lines = [f"{found.name}: nothing changes ({found.there:,} there)."]
        return [*lines, *(f"  {note}" for note in found.notes)]
    lines = [
        f"{found.name}: {len(found.added):,} new, {len(found.changed):,} changed, "
        f"{len(found.removed):,} gone ({found.there:,} there before)."
    ]
    changed = [
        f"{name} ({', '.join(columns)})" if columns else name for name, columns in found.changed.items()
    ]
    for word, named in (("new", found.added), ("changed", changed), ("gone", found.removed)):
        if named:
            more = f" and {len(named) - SHOWN:,} more" if len(named) > SHOWN else ""
            lines.append(f"  {word}: {'; '.join(named[:SHOWN])}{more}")
    kept: dict[str, list[str]] = {}
    for name, why in found.kept.items():
        kept.setdefault(why, []).append(name)
    for why, those in kept.items():
        more = f" and {len(those) - SHOWN:,} more" if len(those) > SHOWN else ""
        lines.append(f"  stays as it is, because {why}: {'; '.join(those[:SHOWN])}{more}")
    return [*lines, *(f"  {note}" for note in found.notes)]


def _write_codes(path: Path, codes: dict[str, str]) -> None:
    """Write claim codes for nobody but whoever runs the command; all of them, or no file."""
    from citycompact.web.enrollment.models import Child

    children: dict[str, list[str]] = {}
    for family, name in Child.objects.filter(family_id__in=codes).values_list("family_id", "pk"):
        children.setdefault(family, []).append(name)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            write = csv.writer(file)
            write.writerow(["family_id", "claim_code", "children"])
            for family, code in codes.items():
                write.writerow([family, code, " ".join(children.get(family, []))])
    except OSError as error:
        path.unlink(missing_ok=True)
        raise OSError(error.errno or 0, error.strerror or str(error), str(path)) from error
