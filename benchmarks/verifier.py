"""The verifier: seconds of `verify.py` under each mechanism, and its ratio to the match in the same run.

    python benchmarks/verifier.py [--applicants 100000] [--schools 500] [--mechanisms NAME ...] [--folder DIR]

The city is a demo city written as Parquet, with its usual rules, of which only the mechanism changes. Serial
dictatorship knows no priorities of placed siblings. The report of `citycompact match` is written without its
charts. Beside the seconds on the clock stand those of the processor, which depend less on what else runs.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from citycompact.enrollment import MECHANISMS

SEED, AFTER_THE_DRAW = "04 17 23 38 41 06", "2027-03-12T10:30"
NOTHING_DIFFERS = 3  # what verify.py exits with where no commitment was published before the draw


class Taken(NamedTuple):
    """Seconds on the clock and of the processor, and the greatest memory (MB), of one process."""

    clock: float
    processor: float
    memory: float


def timed(*command: str, expected: int = 0) -> Taken:
    """Run a Python process to its end; it has to exit as expected."""
    began = time.perf_counter()
    environment = {**os.environ, "CITYCOMPACT_NOW": AFTER_THE_DRAW}
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != expected:
        raise SystemExit(f"{' '.join(command)} failed: exit code {process.returncode}")
    clock = time.perf_counter() - began
    return Taken(clock, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def with_mechanism(rulebook: str, name: str) -> str:
    """The same rulebook under another mechanism."""
    rulebook = re.sub(r'(\[enrollment\.mechanism\]\nname = )"\w+"', rf'\1"{name}"', rulebook)
    if name == "serial_dictatorship":
        rulebook = re.sub(r"\[enrollment\.groups\.sibling_offered\]\n(.+\n)+", "", rulebook)
        rulebook = rulebook.replace('"sibling_offered", ', "")
    return rulebook


def main() -> None:
    """Make the city; match and verify it under one mechanism after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--mechanisms", nargs="+", default=sorted(MECHANISMS), choices=sorted(MECHANISMS))
    parser.add_argument("--folder", type=Path, help="where to work; by default a temporary folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        city, rulebook, finished = folder / "city", folder / "rulebook.toml", folder / "round"
        if not city.exists():
            size = ["--applicants", str(arguments.applicants), "--schools", str(arguments.schools)]
            timed("-m", "citycompact", "demo-city", str(city), *size, "--format", "parquet")
        for name in arguments.mechanisms:
            text = (city / "rulebook.toml").read_text(encoding="utf-8")
            rulebook.write_text(with_mechanism(text, name), encoding="utf-8")
            shutil.rmtree(finished, ignore_errors=True)
            words = ["--rulebook", str(rulebook), "--unsigned", "--no-charts", "--seed", SEED]
            match = timed("-m", "citycompact", "match", str(city), *words, "--out", str(finished))
            verifier = str(finished / "audit" / "verify.py")
            verified = timed(verifier, "--seed", SEED, expected=NOTHING_DIFFERS)
            siblings = json.loads((finished / "audit" / "auditor" / "siblings.json").read_text())
            print(
                f"{name}: {siblings['rounds']} runs; match {match.clock:.1f} s (processor "
                f"{match.processor:.1f}), verify.py {verified.clock:.1f} s ({verified.processor:.1f}, "
                f"{verified.memory:,.0f} MB): {verified.processor / match.processor:.1f} times the match",
                flush=True,
            )


if __name__ == "__main__":
    main()
