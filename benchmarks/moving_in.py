"""How long a city takes to move in by the ordinary command, beside the reading of its files alone.

    python benchmarks/moving_in.py [--children 100000] [--schools 200]

Each command is run in a process of its own, into an empty database that is set up before; the ratio is of two
times of one run. The second load finds everything there, and the third a version of each family that differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl


def seconds(*command: str) -> float:
    """Run a command of ours and say how long it took."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "citycompact", *command], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def other_lists(city: Path) -> None:
    """Let every child with two choices or more want its second choice first."""
    path = city / "choices.csv"
    rows = pl.read_csv(path, infer_schema=False).with_columns(pl.col("rank").cast(pl.Int64))
    swapped = pl.when(pl.col("rank") == 1).then(2).when(pl.col("rank") == 2).then(1).otherwise(pl.col("rank"))
    many = pl.len().over("applicant_id") > 1
    changed = rows.with_columns(rank=pl.when(many).then(swapped).otherwise(pl.col("rank")))
    changed.sort("applicant_id", "rank").write_csv(path)


def main() -> None:
    """Print the table."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--children", type=int, default=100_000)
    given.add_argument("--schools", type=int, default=200)
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        city, small = Path(scratch) / "city", Path(scratch) / "small"
        os.environ |= {"CITYCOMPACT_VAR": f"{scratch}/var", "CITYCOMPACT_SECRET_KEY": "benchmark" * 8}
        sizes = ("--schools", str(asked.schools), "--applicants", str(asked.children))
        seconds("demo-city", str(city), *sizes)
        seconds("demo-city", str(small), "--schools", "6", "--applicants", "50")
        # The first command makes the database, which is no part of a load.
        seconds("site", "load", str(small))
        reading = seconds("validate", str(city))
        print(f"reading and checking the files   {reading:6.1f} s     1.0")
        for what in ("first load", "the same again"):
            took = seconds("site", "load", str(city), "--apply")
            print(f"{what:<32} {took:6.1f} s  {took / reading:6.1f}")
        other_lists(city)
        took = seconds("site", "load", str(city), "--apply")
        print(f"{'every list changed':<32} {took:6.1f} s  {took / reading:6.1f}")


if __name__ == "__main__":
    main()
