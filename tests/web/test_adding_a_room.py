"""A room gets its pages, trail, export and retention from what it declares: the toy room's site, whole.

Its site is another one than that of the tests, so it runs in a process of its own.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from citycompact.ops.embedded_postgres import stop
from site_processes import environment, python, server_of

TESTS = Path(__file__).resolve().parents[1]
PLACES = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])


@pytest.mark.slow
def test_the_toy_room_has_everything_from_its_declarations(tmp_path):
    site = {"TESTED_SETTINGS": "toy_site", "TESTED_VAR": str(tmp_path), "PYTHONPATH": PLACES}
    given = environment(tmp_path, **site)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", TESTS / "web" / "toy_site_walk.py"],
            env={name: value for name, value in given.items() if not name.startswith("PYTEST_")},
            cwd=TESTS.parent,
            capture_output=True,
            text=True,
            timeout=900,
            check=False,
        )
    finally:
        stop(tmp_path / "postgres")
    assert done.returncode == 0, done.stdout[-20_000:]
    assert server_of(tmp_path) is None


START = """
import django
django.setup()
from dataclasses import replace
import citycompact.rooms
from toy_room.web import app
{fault}
from citycompact.ops.set_up import set_up
set_up()
from django.urls import reverse
from citycompact.web.declarations import kinds
print(sorted(kinds()), reverse("vans:ask", args=["A"]))
"""


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        ("", None),
        (
            "app.APP = replace(app.APP, trail={})",
            "toy_room.web.models.Wish is in no trail: declare it Tracked, or Untracked with the reason.",
        ),
        (
            "citycompact.rooms.ROOMS = citycompact.rooms.ROOMS[:-1]",
            "loans is decided by the room vans, which is not in ROOMS: add it there.",
        ),
    ],
    ids=["whole", "no trail", "no line in ROOMS"],
)
def test_a_site_with_it_starts_and_one_that_leaves_something_out_says_what(tmp_path, fault, sentence):
    code = START.format(fault=fault)
    key = {"CITYCOMPACT_SECRET_KEY": "of this test alone"}
    done = python(tmp_path, code, DJANGO_SETTINGS_MODULE="toy_site", PYTHONPATH=PLACES, **key)
    if sentence is None:
        assert done.stdout == "['budgets', 'loans', 'match', 'progress', 'turns'] /vans/ask/A/\n", done.stderr
    else:
        assert done.returncode != 0
        assert sentence in done.stderr
    assert server_of(tmp_path) is None
