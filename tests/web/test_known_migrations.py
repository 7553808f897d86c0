"""A database of another version is said to be one, and nothing in it changes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SAY = """
from django.db import connection
with connection.cursor() as c:
    {do}
    c.execute("select count(*) from information_schema.tables where table_schema = 'public'")
    tables = c.fetchone()[0]
    c.execute("select to_regclass('site_user') is not null")
    print("FOUND", tables, c.fetchone()[0])
"""
EARLIER = (
    "c.execute('create table django_migrations (id bigserial primary key, app text, name text, applied "
    "timestamptz)');"
    " c.execute(\"insert into django_migrations (app, name, applied) values ('accounts', '0001_initial', "
    'now())")'
)
LATER = (
    "c.execute(\"insert into django_migrations (app, name, applied) values ('city', '0099_later', now())\")"
)
FORGET = "c.execute(\"delete from django_migrations where name = '0099_later'\")"


def run(var, *arguments):
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "citycompact", *map(str, arguments)],
        env={**environment, "CITYCOMPACT_VAR": str(var)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, " ".join((done.stdout + done.stderr).split())


def shell(var, do="pass"):
    return run(var, "manage", "shell", "-c", SAY.format(do=do))[1].partition("FOUND ")[2]


@pytest.mark.slow
def test_a_database_of_before_is_refused_with_the_way_out_and_stays_as_it_is(tmp_path):
    before = shell(tmp_path, EARLIER)
    assert before == "1 False"
    for command in (("manage", "migrate"), ("load-demo",), ("serve", "--port", "1")):
        code, said = run(tmp_path, *command)
        assert code != 0
        assert "was made by City Compact v0.1 or earlier" in said
        assert "Run it with release v0.1" in said
        assert "Traceback" not in said
    assert shell(tmp_path) == before


@pytest.mark.slow
def test_a_later_database_and_its_backup_are_refused(tmp_path):
    assert run(tmp_path, "manage", "migrate")[0] == 0
    before = shell(tmp_path, LATER)
    assert before.endswith("True")
    code, said = run(tmp_path, "manage", "migrate")
    assert (code != 0, "made by a later version: it has city.0099_later" in said) == (True, True), said
    key, file = tmp_path / "backup.key", tmp_path / "later.backup"
    to = run(tmp_path, "backup-key", key)[1].split()[-1]
    assert run(tmp_path, "backup", file, "--to", to)[0] == 0
    shell(tmp_path, FORGET)
    assert run(tmp_path, "manage", "migrate")[0] == 0
    code, said = run(tmp_path, "restore", file, "--identity", key, "--yes")
    assert (code != 0, "made by a later version" in said, "Traceback" in said) == (True, True, False), said
    assert shell(tmp_path) == before
    assert run(tmp_path, "manage", "migrate")[0] == 0
