"""The whole `citycompact match` on large cities: seconds and memory of the process, and of its verifier.

    python benchmarks/match_end_to_end.py [--applicants 100000] [--schools 500] [--folder DIR]

The cities are demo cities written as Parquet. The report is written without its charts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SEED = "04 17 23 38 41 06"
"""As the demo's rules spell their draw, at whose time its clock stands here."""
os.environ["CITYCOMPACT_NOW"] = "2027-03-12T10:30"
CONSISTENT = 3
"""What the verifier says without a commitment from outside."""


def timed(*command: str, right: int = 0) -> tuple[float, float]:
    """Seconds and peak memory (MB) of one process."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) != right:
        raise SystemExit(f"{' '.join(command)} failed")
    process.returncode = 0
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def main() -> None:
    """Make the city, match it, verify it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--choices", type=float, default=10.0, help="programs listed on average")
    parser.add_argument("--folder", type=Path, help="where to work; by default a temporary folder")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        city = folder / "city"
        if not city.exists():
            size = [
                "--choices",
                str(arguments.choices),
                "--applicants",
                str(arguments.applicants),
                "--schools",
                str(arguments.schools),
            ]
            timed("-m", "citycompact", "demo-city", str(city), *size, "--format", "parquet")
        match = ["-m", "citycompact", "match", str(city), "--seed", SEED, "--no-charts", "--overwrite"]
        for run in range(arguments.runs):
            taken, memory = timed(*match, "--out", str(folder / "round"))
            print(f"match, run {run + 1}: {taken:.2f} s, {memory:,.0f} MB", flush=True)
        taken, memory = timed(str(folder / "round" / "audit" / "verify.py"), "--seed", SEED, right=CONSISTENT)
        print(f"verify.py: {taken:.1f} s, {memory:,.0f} MB")


if __name__ == "__main__":
    main()
