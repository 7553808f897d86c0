"""Throughput against web processes: results pages a second with 1, 2, 4 of them, as ratios of one run.

python benchmarks/processes.py [--seconds 10] [--at-once 16] [--processes 1 2 4]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from loopback_site import Site, percentiles, start
from results_day import OWNERS, day


def main() -> None:
    """Run it and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} cores for clients, web processes and database; load before: {load:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        first = 0.0
        owners: list = []
        for number in arguments.processes:
            site: Site = start(Path(folder), processes=number)
            try:
                owners = owners or site.sessions(OWNERS, "OWNERS")
                asyncio.run(day(site, owners, 2, arguments.at_once))
                times = asyncio.run(day(site, owners, arguments.seconds, arguments.at_once))
            finally:
                site.stop()
            rate = len(times) / arguments.seconds
            first = first or rate
            print(f"{number} processes: {rate:.0f} a second, {rate / first:.2f} times; {percentiles(times)}")


if __name__ == "__main__":
    main()
