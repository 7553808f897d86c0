"""The processes of the site: web processes, the worker, and who starts them again."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from citycompact.ops.embedded_postgres import keep_running
from citycompact.ops.watching import Watcher
from citycompact.web.environment import own_folder

HEARTBEAT = 5.0
"""Seconds between two signs of life of a worker."""
STALLED = 20.0
"""Seconds without a sign of life after which a worker counts as dead and its jobs are taken up by another."""


def work() -> None:
    """Run background jobs until told to stop; jobs of workers that died are taken up.

    A worker whose database connection broke cannot tell what became of its jobs: it ends, so that the
    supervisor starts a new one, and its jobs count as stalled once its heartbeat is old.

    Raises
    ------
    SystemExit
        With 1 where the database went away.
    """
    import asyncio

    import psycopg
    from procrastinate.contrib.django import app

    _step_back()
    # Django's connector, which has one for workers.
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def take_up_stalled_jobs() -> None:
        while True:
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                await worker.job_manager.retry_job(job)
            await asyncio.sleep(HEARTBEAT)

    async def notice_a_lost_database() -> None:
        """Hold one connection; a server that was started again has broken it, however short it was away."""
        from django.db import connection

        parameters = {**connection.get_connection_params(), "cursor_factory": None}
        parameters.pop("context", None)
        async with await psycopg.AsyncConnection.connect(**parameters, autocommit=True) as held:
            while True:
                await asyncio.wait_for(held.execute("select 1"), 10)
                await asyncio.sleep(1)

    async def run() -> None:
        async with worker.open_async():
            jobs = asyncio.create_task(
                worker.run_worker_async(
                    queues=["decisions", "messages", "nightly"],
                    concurrency=2,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                    install_signal_handlers=True,
                )
            )
            # Somebody waits for a sign-in code, and it waits for no match and no ten thousand letters.
            codes = asyncio.create_task(
                worker.run_worker_async(
                    queues=["codes"],
                    concurrency=2,
                    update_heartbeat_interval=HEARTBEAT,
                    stalled_worker_timeout=STALLED,
                    install_signal_handlers=False,
                )
            )
            watch = [asyncio.create_task(x()) for x in (take_up_stalled_jobs, notice_a_lost_database)]
            done, _ = await asyncio.wait([jobs, codes, *watch], return_when=asyncio.FIRST_COMPLETED)
            if jobs in done and jobs.exception() is None:
                for task in (codes, *watch):
                    task.cancel()
                await asyncio.gather(codes, return_exceptions=True)
                return
            logging.getLogger("citycompact.worker").error("the database went away; this worker ends")
            # Threads that wait for a dead connection would hold an orderly end up for minutes.
            os._exit(1)

    asyncio.run(run())


def _step_back() -> None:
    """Give way to web processes on the same machine: a family's page goes before mail and matches."""
    os.nice(10)
    # Linux may weigh sessions before it weighs the processes in them, and the worker is a session of its own.
    with contextlib.suppress(OSError):
        Path("/proc/self/autogroup").write_text("10")


def _keep_database() -> None:
    """Bring the embedded database back where it has died; a failure is tried again at the next look."""
    try:
        keep_running(own_folder() / "postgres")
    except Exception:
        logging.getLogger("citycompact.serving").error("the embedded database does not start")


def serve(host: str, port: int, processes: int, with_worker: bool, embedded: bool) -> int:
    """Run web processes and the worker beside each other; a process that dies is started again.

    Parameters
    ----------
    embedded
        Whether the database is this process's to keep alive too.
    """
    web = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
        "--workers",
        str(processes),
        "--blocking-threads",
        "4",
        "--respawn-failed-workers",
        "--no-ws",
        "--log-level",
        "warning",
        "citycompact.ops.wsgi:application",
    ]
    commands = {"web": web}
    if with_worker:
        commands["worker"] = [sys.executable, "-m", "citycompact", "worker"]
    # Each in a group of its own, so that what a dead process leaves behind can be ended with it.
    watcher = Watcher(own_folder() / "postgres" if embedded else None)

    def begin(name: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(commands[name], start_new_session=True)
        watcher.tell(str(process.pid))
        return process

    running = {name: begin(name) for name in commands}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in running.values():
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        if embedded:
            _keep_database()
        for name, process in running.items():
            if process.poll() is not None and not stopping:
                _end_group(process)
                time.sleep(1)
                running[name] = begin(name)
        time.sleep(0.5)
    for process in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        _end_group(process)
    watcher.tell("ended")
    return 0


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End every process of a group whose first one is gone; else its orphans would keep the port."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
