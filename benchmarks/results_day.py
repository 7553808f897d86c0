"""Results day: as many families as the machine allows open their results page.

python benchmarks/results_day.py [--seconds 30] [--at-once 16]
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from pathlib import Path

from loopback_site import Connection, Site, percentiles, start

OWNERS = """
from citycompact.web.enrollment.models import Application, Guardian
found = []
for number, application in enumerate(Application.objects.filter(round_id="last-year")[:100]):
    user, session = signed_in(f"result{number}@demo.example")
    Guardian.objects.create(child=application.child, user=user)
    found.append([application.pk, session])
print("OWNERS", json.dumps(found))
"""


async def reader(site: Site, owners: list, number: int, until: float, times: list[float]) -> None:
    """One connection that opens one page after the other."""
    connections = [Connection(site.port, session) for _, session in owners]
    while time.perf_counter() < until:
        number += 1
        application, _ = owners[number % len(owners)]
        connection = connections[number % len(owners)]
        began = time.perf_counter()
        status, _ = await connection.ask("GET", f"/family/application/{application}/results/")
        times.append(time.perf_counter() - began)
        if status != 200:
            raise SystemExit(f"a results page answered {status}")
    for connection in connections:
        await connection.close()


async def day(site: Site, owners: list, seconds: float, at_once: int) -> list[float]:
    """So many readers at once."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    share = max(1, len(owners) // at_once)
    await asyncio.gather(
        *(
            reader(site, owners[n * share : (n + 1) * share] or owners, 0, until, times)
            for n in range(at_once)
        )
    )
    return times


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--at-once", type=int, default=16)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        site = start(Path(folder))
        try:
            owners = site.sessions(OWNERS, "OWNERS")
            times = asyncio.run(day(site, owners, arguments.seconds, arguments.at_once))
        finally:
            site.stop()
    print(
        f"{len(times):,} results pages, {len(times) / arguments.seconds:,.0f} a second, "
        f"{arguments.at_once} at once"
    )
    print(f"latency: {percentiles(times)}")


if __name__ == "__main__":
    main()
