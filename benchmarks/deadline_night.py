"""Deadline night: 200 families submit at once, for a minute, against two web processes on this machine.

    python benchmarks/deadline_night.py [--families 200] [--seconds 60] [--pause 3]

Each family submits, reads its receipt for a while (about PAUSE seconds) and submits again. Afterwards
every confirmed submission must be in the database exactly once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import tempfile
import time
import uuid
from pathlib import Path

from loopback_site import Connection, Site, percentiles, start

CHECK = """
import json
from citycompact.web.enrollment.models import Version
sent = Version.objects.filter(channel="web").values_list("once", flat=True)
print("FOUND", json.dumps([str(once) for once in sent]))
"""


async def family(site: Site, application: int, session: str, until: float, pause: float, kept: list) -> None:
    """One family's evening."""
    connection = Connection(site.port, session)
    await asyncio.sleep(random.random() * pause)
    while time.perf_counter() < until:
        once, began = str(uuid.uuid4()), time.perf_counter()
        confirmed = await connection.send(application, once)
        kept.append((once, confirmed, time.perf_counter() - began))
        await asyncio.sleep(random.uniform(0.5, 1.5) * pause)
    await connection.close()


async def evening(site: Site, families: list[tuple[int, str]], seconds: float, pause: float) -> list:
    """All families at once."""
    kept: list[tuple[str, bool, float]] = []
    until = time.perf_counter() + seconds
    await asyncio.gather(*(family(site, a, s, until, pause, kept) for a, s in families))
    return kept


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--families", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = start(Path(folder))
        try:
            families = site.families(arguments.families)
            kept = asyncio.run(evening(site, families, arguments.seconds, arguments.pause))
            line = next(x for x in site.manage(CHECK).splitlines() if x.startswith("FOUND"))
        finally:
            site.stop()
    found = json.loads(line.removeprefix("FOUND"))
    confirmed = [once for once, ok, _ in kept if ok]
    print(
        f"{len(kept):,} submissions, {len(confirmed):,} confirmed, "
        f"{len(confirmed) / arguments.seconds:,.1f} a second"
    )
    print(f"lost: {len(set(confirmed) - set(found))}, double: {len(found) - len(set(found))}")
    print(f"latency: {percentiles([t for *_, t in kept])}")


if __name__ == "__main__":
    main()
