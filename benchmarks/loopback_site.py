"""A site of the benchmarks' own on this machine, families with accounts, and a small HTTP client."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

SESSION = """
import json
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, BACKEND_SESSION_KEY
from citycompact.web.site.models import User

def signed_in(email):
    user = User.objects.create_user(email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return user, session.session_key
"""
"""Python for :meth:`Site.manage`: an account that is signed in."""
SETUP = """
from citycompact.web.enrollment.models import Application, Child, Guardian
from citycompact.web.city.models import Program
programs = list(Program.objects.filter(grade="K").values_list("pk", flat=True))
found = []
for number in range({families}):
    user, session = signed_in(f"load{{number}}@demo.example")
    child = Child.objects.create(
        family_id=f"L{{number}}", given_name="Load", family_name=str(number), address="1 Main Street"
    )
    Guardian.objects.create(child=child, user=user)
    listed = [programs[(number + k) % len(programs)] for k in range(5)]
    application = Application.objects.create(
        child=child, round_id="main", grade="K", draft={{"choices": listed}}
    )
    found.append([application.pk, session])
print("FAMILIES", json.dumps(found))
"""


@dataclass
class Site:
    """A running site."""

    var: Path
    port: int
    process: subprocess.Popen[bytes]
    environment: dict[str, str]

    def manage(self, code: str) -> str:
        """Run Python inside the site's Django and return what it printed."""
        command = [sys.executable, "-m", "citycompact", "manage", "shell", "-v", "0", "-c", code]
        return subprocess.run(
            command, env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def families(self, count: int) -> list[tuple[int, str]]:
        """Make families with an application ready to be sent: (application, session)."""
        return self.sessions(SETUP.format(families=count), "FAMILIES")

    def sessions(self, code: str, word: str) -> list[tuple[int, str]]:
        """(application, session) pairs that a piece of code, which may call ``signed_in``, prints."""
        line = next(x for x in self.manage(SESSION + code).splitlines() if x.startswith(word))
        return [(number, session) for number, session in json.loads(line.removeprefix(word))]

    def wait(self) -> None:
        """Wait until the site answers."""
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/", timeout=2).read()
                return
            time.sleep(0.2)
        raise SystemExit("the site does not answer")

    def stop(self) -> None:
        """Stop it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)


def start(var: Path, applicants: int = 3_000, processes: int = 2) -> Site:
    """Load the demo city and serve it."""
    environment = {**os.environ, "CITYCOMPACT_VAR": str(var), "CITYCOMPACT_DEMO": "1"}
    command = [sys.executable, "-m", "citycompact"]
    subprocess.run([*command, "load-demo", "--applicants", str(applicants)], env=environment, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [*command, "serve", "--demo", "--port", str(port), "--processes", str(processes)],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    site = Site(var, port, process, environment)
    site.wait()
    return site


class Connection:
    """One family's kept-alive connection."""

    def __init__(self, port: int, session: str) -> None:
        self.port, self.session = port, session
        self.token = secrets.token_hex(16)
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Send a request; returns the status and the Location header."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self.reader is not None
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: sessionid={self.session}; "
            f"csrftoken={self.token}\r\nReferer: http://127.0.0.1:{self.port}/\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        try:
            self.writer.write(head.encode())
            await self.writer.drain()
            headers = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            fields = dict(line.lower().split(": ", 1) for line in headers[1:] if ": " in line)
            if "content-length" in fields:
                await self.reader.readexactly(int(fields["content-length"]))
            elif fields.get("transfer-encoding") == "chunked":
                while size := int((await self.reader.readline()).strip() or b"0", 16):
                    await self.reader.readexactly(size + 2)
                await self.reader.readline()
            return int(headers[0].split()[1]), fields.get("location", "")
        except (OSError, asyncio.IncompleteReadError, ValueError):
            await self.close()
            raise ConnectionError from None

    async def close(self) -> None:
        """Drop the connection."""
        if self.writer is not None:
            self.writer.close()
        self.writer = None

    async def send(self, application: int, once: str) -> bool:
        """Submit an application; true where the site confirmed it."""
        body = f"csrfmiddlewaretoken={self.token}&once={once}"
        status, location = await self.ask("POST", f"/family/application/{application}/send/", body)
        return status == 302 and location.endswith("/receipt/")


def percentiles(seconds: list[float]) -> str:
    """The latency curve in one line."""
    ordered = sorted(seconds)
    marks = (50, 75, 90, 95, 99, 100)
    return ", ".join(
        f"{m} %: {ordered[min(len(ordered) - 1, len(ordered) * m // 100)] * 1e3:,.0f} ms" for m in marks
    )
