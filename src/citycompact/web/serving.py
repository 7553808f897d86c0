"""Starting the site: database, web processes, worker."""

from __future__ import annotations

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
    running = {name: subprocess.Popen(command) for name, command in commands.items()}
    stopping = False

    def stop(*_: object) -> None:
        nonlocal stopping
        stopping = True
        for process in running.values():
            process.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        for name, process in running.items():
            if process.poll() is not None and not stopping:
                time.sleep(1)
                running[name] = subprocess.Popen(commands[name])
        time.sleep(0.5)
    for process in running.values():
        process.wait(timeout=20)
    return 0
