"""Power cuts: web processes, worker and database are killed (kill -9) at random, while families submit and
the match runs.

    python benchmarks/power_cuts.py [--families 40] [--seconds 60] [--seed 1]

Afterwards every confirmed submission must be there once, the run must have finished by itself, and every
receipt must verify.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import tempfile
import time
import uuid
from pathlib import Path

from loopback_site import Connection, Site, start

CHECK = """
import json
from citycompact.web.enrollment.models import Version
sent = Version.objects.filter(channel="web").values_list("once", flat=True)
print("FOUND", json.dumps([str(once) for once in sent]))
"""
RUN = """
import datetime
from django.utils import timezone
from citycompact.web.decisions import steps
from citycompact.web.enrollment.models import Round
round_ = Round.objects.get(pk="main")
round_.closes_at = timezone.now() - datetime.timedelta(minutes=1)
round_.save()
steps.freeze(round_.decision, None)
steps.move_clock(round_.decision)
steps.draw(round_.decision, "04 17 23 38 41 06", "benchmark", None)
"""
STATE = """
from citycompact.web.decisions.models import Attempt
run = Attempt.objects.filter(decision__name="main").latest("pk")
print("STATE", run.state, run.outcomes.count())
"""
RECEIPTS = """
import sys, tempfile
from pathlib import Path
from citycompact.record import verify
from citycompact.web.enrollment.models import Outcome
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt
run = Attempt.objects.filter(decision__name="main").latest("pk")
with tempfile.TemporaryDirectory() as folder:
    bundle = verify.Bundle(KeptFolder.unpack(run.folder, Path(folder)) / "audit", [])
    verifier = verify.Verifier(bundle, verify.Given(None, None, None))
    verifier.run()
    bad = 0
    for outcome in Outcome.objects.filter(attempt=run):
        verifier.said.clear()
        verifier.attempt(verify.Receipt("receipt", outcome.receipt, verifier).check)
        right = f"program {outcome.program_id!r}" if outcome.program_id else "no seat"
        bad += bool(verifier.differences) or right not in " ".join(verifier.said)
        verifier.differences.clear()
print("RECEIPTS", Outcome.objects.filter(attempt=run).count(), bad)
"""


def victims(site: Site) -> dict[str, list[int]]:
    """Processes of the site by what they are."""
    found: dict[str, list[int]] = {"web": [], "worker": [], "database": []}
    with contextlib.suppress(OSError, ValueError, IndexError):
        found["database"] = [int((site.var / "postgres" / "postmaster.pid").read_text().split()[0])]
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            environment = (entry / "environ").read_bytes()
            if str(site.var).encode() not in environment or int(entry.name) == site.process.pid:
                continue
            if "granian" in command:
                found["web"].append(int(entry.name))
            elif "citycompact worker" in command:
                found["worker"].append(int(entry.name))
    return found


async def storm(
    site: Site, until: float, chance: random.Random, kinds: tuple[str, ...], pause: float, log: list[str]
) -> None:
    """Kill something every ``pause`` seconds or so: each kind once, in random order, then any."""
    first = chance.sample(kinds, len(kinds))
    while time.perf_counter() < until:
        await asyncio.sleep(chance.uniform(0.7, 1.3) * pause)
        kind = first.pop() if first else chance.choice(kinds)
        found = victims(site)[kind]
        if found:
            with contextlib.suppress(OSError):
                os.kill(chance.choice(found), signal.SIGKILL)
                log.append(kind)


async def family(site: Site, application: int, session: str, until: float, confirmed: list[str]) -> None:
    """Submit again and again; after a failure the same form is sent once more, as a browser's reload does."""
    connection = Connection(site.port, session)
    while time.perf_counter() < until:
        once = str(uuid.uuid4())
        while time.perf_counter() < until + 40:
            try:
                if await asyncio.wait_for(connection.send(application, once), 6):
                    confirmed.append(once)
                    break
            except (OSError, TimeoutError):
                await connection.close()
            await asyncio.sleep(0.5)
        await asyncio.sleep(random.uniform(0.3, 1.5))


async def evening(
    site: Site, families: list, seconds: float, chance: random.Random
) -> tuple[list[str], list[str]]:
    """Families and storm together."""
    confirmed: list[str] = []
    log: list[str] = []
    until = time.perf_counter() + seconds
    kinds = ("web", "worker", "database")
    await asyncio.gather(
        storm(site, until, chance, kinds, 4.5, log),
        *(family(site, a, s, until, confirmed) for a, s in families),
    )
    return confirmed, log


def said(site: Site, code: str, word: str) -> str:
    """What a piece of code printed after a word, tried until the database answers."""
    for _ in range(20):
        with contextlib.suppress(Exception):
            lines = site.manage(code).splitlines()
            return next(line for line in lines if line.startswith(word)).removeprefix(word).strip()
        time.sleep(1)
    raise SystemExit(f"the site did not answer: {word}")


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        site = start(Path(folder))
        try:
            families = site.families(arguments.families)
            confirmed, log = asyncio.run(evening(site, families, arguments.seconds, chance))
            site.wait()
            found = json.loads(said(site, CHECK, "FOUND"))
            print(f"killed: {', '.join(log)}")
            print(
                f"{len(confirmed):,} submissions confirmed; lost: {len(set(confirmed) - set(found))}; "
                f"double: {len(found) - len(set(found))}"
            )
            site.manage(RUN)
            log = []
            asyncio.run(storm(site, time.perf_counter() + 12, chance, ("worker", "database"), 2.5, log))
            state = ""
            for _ in range(120):
                state = said(site, STATE, "STATE")
                if state.startswith("done"):
                    break
                time.sleep(1)
            print(f"killed during the run: {', '.join(log)}; the run is {state.split()[0]}")
            receipts, bad = said(site, RECEIPTS, "RECEIPTS").split()
            print(f"{receipts} receipts, {bad} that do not verify")
        finally:
            site.stop()


if __name__ == "__main__":
    main()
