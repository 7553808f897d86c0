"""What a process of the site needs before Django: a database that runs, a key, compiled translations."""

from __future__ import annotations

import os
import secrets
import signal
import sys
import threading
from pathlib import Path

import django

from citycompact.facts import FactsError, Problem
from citycompact.ops.catalogs import compile_catalogs
from citycompact.ops.embedded_postgres import start
from citycompact.web import environment


def set_up() -> bool:
    """Make Django ready in this process, and say whether it is this one that holds the embedded database.

    Without ``DATABASE_URL`` the embedded server is started; the processes that this one starts find its
    address there, so that the server stops with this one and waits for none of them.
    """
    embedded = not os.environ.get("DATABASE_URL")
    if embedded:
        _end_in_order()
        os.environ["DATABASE_URL"] = start(environment.own_folder() / "postgres")
    _keep_a_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycompact.web.settings")
    django.setup()
    # Reads the declarations of every app, and with them the background jobs.
    from citycompact.web.closed_world import refuse_what_is_undeclared
    from citycompact.web.declarations import ours

    for app in ours():
        compile_catalogs(Path(app.path) / "locale")
    refuse_what_is_undeclared()
    return embedded


def prepare_database() -> None:
    """Bring the tables up to date; does nothing where they are.

    Raises
    ------
    FactsError
        For a database that another version made; nothing in it is changed.
    """
    from django.core.management import call_command

    from citycompact.web.known_migrations import AnotherVersion

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except AnotherVersion as error:
        raise FactsError([error.problem]) from None
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def refuse_the_demo() -> None:
    """Keep a demo from being served as a real site: everybody knows the password of its accounts.

    Raises
    ------
    FactsError
        Where the database is one that ``--demo`` made.
    """
    from citycompact.web.city.models import City

    if City.objects.filter(made_by_demo=True).exists():
        mend = (
            "Serve it with --demo, or give a real site a database of its own (DATABASE_URL, CITYCOMPACT_VAR)."
        )
        said = "was made by --demo, whose accounts have a password that everybody knows."
        raise FactsError([Problem("database", said, mend)])


def _end_in_order() -> None:
    """Let a process that is told to end do so as by itself, so that it lets go of the database."""
    main = threading.current_thread() is threading.main_thread()
    if main and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def _keep_a_key() -> None:
    """Make a key once and keep it, where none is given; of two processes that do so at once one wins."""
    if environment.secret_key():
        return
    path = environment.own_folder() / "secret_key"
    path.parent.mkdir(parents=True, exist_ok=True)
    own = path.with_name(f".secret_key.{os.getpid()}")
    with os.fdopen(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
