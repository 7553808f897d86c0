"""Commands of the web site: serve, worker, backup, restore, retention, load-demo, and Django's own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from citycompact.cli.console import err, out, plain_errors

MOST_FAULTS = 100
"""Faults of the trail that are printed, the first ones; all are counted."""


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(serve)
    app.command()(worker)
    app.command("load-demo")(load_demo)
    app.command("backup-key")(backup_key)
    app.command()(backup)
    app.command()(restore)
    app.command()(retention)
    app.command("check-trail")(check_trail)
    app.command("manage", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(manage)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    processes: Annotated[int, typer.Option(min=1, help="Web processes.")] = 2,
    worker: Annotated[bool, typer.Option(help="Run the background worker too.")] = True,
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the demo city and allow one-click sign-in.")
    ] = False,
) -> None:
    """Run the site, with embedded PostgreSQL unless DATABASE_URL is set."""
    if demo:
        os.environ["CITYCOMPACT_DEMO"] = "1"
    from citycompact.ops import serving
    from citycompact.ops.set_up import prepare_database, refuse_the_demo, set_up

    with plain_errors():
        embedded = set_up()
        prepare_database()
        if not demo:
            refuse_the_demo()
    if demo:
        from citycompact.web.demo.loading import load_demo as load
        from citycompact.web.demo.people import PASSWORD, PEOPLE

        out.print("Loading the demo city (once; about half a minute) ...")
        load()
        out.print(f"\nDemo accounts, all with the password {PASSWORD}:", markup=False)
        for person in PEOPLE:
            out.print(
                f"  {person.email:28} {person.name}, {person.role or 'parent'} {person.sector}", markup=False
            )
    out.print(f"\nThe site: http://{host}:{port}/   (stop with Ctrl-C)", markup=False)
    raise typer.Exit(serving.serve(host, port, processes, worker, embedded))


def worker() -> None:
    """Run the background worker alone."""
    from citycompact.ops.serving import work
    from citycompact.ops.set_up import set_up

    set_up()
    work()


def load_demo(
    schools: Annotated[int, typer.Option(min=6)] = 60,
    applicants: Annotated[int, typer.Option(min=50)] = 12_000,
) -> None:
    """Load the demo city into an empty database (demo mode only)."""
    os.environ["CITYCOMPACT_DEMO"] = "1"
    from citycompact.ops.set_up import prepare_database, set_up

    with plain_errors():
        set_up()
        prepare_database()
    from citycompact.web.demo.loading import load_demo as load

    load(schools, applicants)


def backup_key(file: Annotated[Path, typer.Argument(help="File to write the private key to.")]) -> None:
    """Make a key for backups: a private one to be kept off the site's machine, and a public one."""
    from citycompact.ops.age_files import new_key

    with plain_errors():
        public = new_key(file)
    out.print(f"Keep {file} off this machine; without it no backup can be read. The key for --to:")
    out.print(public)


def backup(
    target: Annotated[Path, typer.Argument(help="File to write.")],
    to: Annotated[
        list[str], typer.Option(help="Public key (age1...) that it is encrypted to; again for another.")
    ],
) -> None:
    """Write everything, database and documents, into one encrypted file, without sessions and secrets."""
    from citycompact.ops import backup as archive
    from citycompact.ops.set_up import set_up

    with plain_errors():
        set_up()
        archive.backup(target, to)
    out.print(f"Backed up to {target}.")


def restore(
    source: Annotated[Path, typer.Argument(exists=True, help="A file that backup wrote.")],
    identity: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="File with the private key.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace everything that is there now.")] = False,
) -> None:
    """Put a backup into an empty database, or with --yes in the place of everything that is there now."""
    from citycompact.ops import backup as archive
    from citycompact.ops.set_up import set_up

    with plain_errors():
        set_up()
        archive.restore(source, identity, yes)
    out.print(f"Restored from {source}.")


def retention() -> None:
    """Delete what the retention schedule no longer allows to keep (the worker does it every night)."""
    from citycompact.ops.set_up import set_up

    set_up()
    from citycompact.web.site.personal_data import delete_what_is_no_longer_needed

    for name, count in delete_what_is_no_longer_needed().items():
        out.print(f"{count:,} {name} deleted.")


def check_trail(
    number: Annotated[
        int | None, typer.Option(min=1, help="Entries of a head that you kept, from a mail or the site.")
    ] = None,
    head: Annotated[str, typer.Option(help="Its hash (64 characters); the chain has to contain it.")] = "",
) -> None:
    """Compute the audit trail's hash chain again, hold rows and triggers against it, and name every fault."""
    if (number is None) != (not head):
        err.print("Give --number and --head together, as they stand in the mail.", style="red")
        raise typer.Exit(2)
    from citycompact.ops.set_up import set_up

    set_up()
    from citycompact.web.site.chain_check import check_chain

    found = check_chain(number, head)
    for fault in found.faults[:MOST_FAULTS]:
        err.print(str(fault), style="red", markup=False)
    out.print(f"{found.number:,} links; the last hash is {found.sha256 or 'none'}.", markup=False)
    if found.forgotten:
        out.print(f"{found.forgotten:,} of their events were removed by retention, as the trail says.")
    if found.faults:
        err.print(f"The trail does not hold: {len(found.faults):,} faults.", style="red")
        raise typer.Exit(1)
    out.print("Every event is what was linked, and no head that is known here is missing.")
    out.print("Every row is what its last event says, and every trigger does what the code says.")
    if number is not None:
        out.print("The head that you gave is in the chain.")


def manage(context: typer.Context) -> None:
    """Run a command of Django's own, such as: manage check --deploy."""
    from citycompact.ops.set_up import set_up

    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["citycompact manage", *context.args])
