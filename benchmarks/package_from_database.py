"""The database as a city package: 100,000 submitted applications read, checked and written as files.

python benchmarks/package_from_database.py [--applications 100000] [--schools 400]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

LOAD = """
from django.db import connection
# A made-up city needs no history and no checks of its keys; without them it is loaded in a minute.
connection.cursor().execute("set session_replication_role = replica")
from citycompact.web.demo.loading import load_demo
load_demo({schools}, {applications}, past=False)
"""
TIMED = """
import tempfile, time
from pathlib import Path
from citycompact.city import inspect_city, write_city
from citycompact.web.enrollment.rows import city_package
from citycompact.web.enrollment.models import Round
for _ in range(3):
    began = time.perf_counter()
    package = city_package(Round.objects.get(pk="main"))
    read = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        write_city(package, Path(folder) / "city", "parquet")
        written = time.perf_counter() - began
        again, problems = inspect_city(Path(folder) / "city")
    assert again is not None and not problems
    rows = package.table("applicants").height, package.table("choices").height
    print(
        f"{rows[0]:,} applications, {rows[1]:,} choices: {read:.1f} s from the database, "
        f"{written:.1f} s with the package written, "
        f"{time.perf_counter() - began:.1f} s with it read back and checked"
    )
"""


def main() -> None:
    """Load a city of that size and time it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applications", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=400)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        environment = {**os.environ, "CITYCOMPACT_VAR": var, "CITYCOMPACT_DEMO": "1"}
        command = [sys.executable, "-m", "citycompact"]
        subprocess.run([*command, "manage", "migrate", "-v", "0"], env=environment, check=True)
        load = LOAD.format(schools=arguments.schools, applications=arguments.applications)
        subprocess.run([*command, "manage", "shell", "-v", "0", "-c", load], env=environment, check=True)
        subprocess.run([*command, "manage", "shell", "-v", "0", "-c", TIMED], env=environment, check=True)


if __name__ == "__main__":
    main()
