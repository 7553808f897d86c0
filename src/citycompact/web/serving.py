"""Starting the site: database, web processes, worker."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

import django


def set_up() -> None:
    """Make Django ready in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citycompact.web.settings")
    django.setup()


def prepare_database() -> None:
    """Bring the tables up to date; does nothing where they are."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def work() -> None:
    """Run background jobs until told to stop; jobs of a worker that died are taken up first."""
    import asyncio

    from procrastinate.contrib.django import app

    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]

    async def run() -> None:
        async with worker.open_async():
            for job in await worker.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
                await worker.job_manager.retry_job(job)
            await worker.run_worker_async(
                queues=["match", "messages", "nightly"], concurrency=2, update_heartbeat_interval=5,
                stalled_worker_timeout=30, install_signal_handlers=True,
            )  # fmt: skip

    asyncio.run(run())


def _keep_database() -> None:
    """Bring the embedded database back where it has died; a failure is tried again at the next look."""
    import logging

    from django.conf import settings

    from citycompact.web.embedded_postgres import keep_running

    try:
        keep_running(settings.VAR / "postgres")
    except Exception:
        logging.getLogger("citycompact.serving").error("the embedded database does not start")


def serve(host: str, port: int, processes: int, with_worker: bool) -> int:
    """Run web processes and the worker beside each other; a process that dies is started again."""
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(processes), "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws",
        "--log-level", "warning", "citycompact.web.wsgi:application",
    ]  # fmt: skip
    commands = {"web": web}
    if with_worker:
        commands["worker"] = [sys.executable, "-m", "citycompact", "worker"]
    # Each in a group of its own, so that what a dead process leaves behind can be ended with it.
    running = {name: subprocess.Popen(command, start_new_session=True) for name, command in commands.items()}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in running.values():
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        if not os.environ.get("DATABASE_URL"):
            _keep_database()
        for name, process in running.items():
            if process.poll() is not None and not stopping:
                _end_group(process)
                time.sleep(1)
                running[name] = subprocess.Popen(commands[name], start_new_session=True)
        time.sleep(0.5)
    for process in running.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        _end_group(process)
    return 0


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End every process of a group whose first one is gone; else its orphans would keep the port."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)
