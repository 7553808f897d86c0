"""Backup and restore, a full cycle, on a database of their own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import psycopg.conninfo
import pytest

from citycompact.ops.embedded_postgres import start
from site_processes import copied


def run(site, *arguments):
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | site
    done = subprocess.run(
        [sys.executable, "-m", "citycompact", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def found(said):
    return [line for line in said.splitlines() if "FOUND" in line]


COUNT = (
    "from citycompact.web.enrollment.models import Child, Round, Version; "
    "print('FOUND', Child.objects.count(), Version.objects.count(), "
    "sorted(r.state for r in Round.objects.all()))"
)


@pytest.fixture(params=["embedded", "DATABASE_URL"])
def site(request, tmp_path):
    """Environment of a site with a demo city in its own database, of either kind."""
    var = {"CITYCOMPACT_VAR": str(tmp_path / "var")}
    if request.param == "embedded":
        copied(request.getfixturevalue("loaded"), tmp_path / "var")
        return var
    server = psycopg.conninfo.conninfo_to_dict(start(tmp_path / "server"))
    with psycopg.connect(**server, autocommit=True) as connection:
        # A user who owns one database and is no superuser, as a hosting service gives one.
        connection.execute("create role office login password 'a secret/with:marks'")
        connection.execute("create database enrollment owner office")
    password, host = quote("a secret/with:marks", safe=""), quote(server["host"], safe="")
    address = f"postgresql://office:{password}@/enrollment?host={host}"
    code, said = run({**var, "DATABASE_URL": address}, "load-demo", "--schools", "8", "--applicants", "60")
    assert code == 0, said
    return {**var, "DATABASE_URL": address}


@pytest.mark.slow
def test_everything_comes_back_from_a_backup(site, tmp_path):
    documents, archive = Path(site["CITYCOMPACT_VAR"]) / "documents", tmp_path / "backup.tar"
    documents.mkdir(parents=True, exist_ok=True)
    (documents / "proof").write_bytes(b"%PDF-1")
    before = run(site, "manage", "shell", "-c", COUNT)[1]
    assert "FOUND" in before
    code, said = run(site, "backup", str(archive))
    assert code == 0, said
    assert "exists already" in run(site, "backup", str(archive))[1]
    assert "Say --yes" in run(site, "restore", str(archive))[1]
    # Twice, since a restored database must be as good to back up and restore as the first one was.
    for number in range(1 if "DATABASE_URL" in site else 2):
        wreck = (
            "from django.db import connection; "
            "connection.cursor().execute('truncate enrollment_child cascade')"
        )
        run(site, "manage", "shell", "-c", wreck)
        (documents / "proof").unlink()
        code, said = run(site, "restore", str(archive), "--yes")
        assert code == 0, said
        after = run(site, "manage", "shell", "-c", COUNT)[1]
        assert found(after) == found(before)
        assert (documents / "proof").read_bytes() == b"%PDF-1"
        archive = tmp_path / f"backup-{number}.tar"
        code, said = run(site, "backup", str(archive))
        assert code == 0, said


@pytest.mark.slow
def test_a_restore_that_fails_changes_nothing(loaded, tmp_path):
    site = {"CITYCOMPACT_VAR": str(tmp_path / "var")}
    copied(loaded, tmp_path / "var")
    before = found(run(site, "manage", "shell", "-c", COUNT)[1])
    good, bad = tmp_path / "good.tar", tmp_path / "bad.tar"
    run(site, "backup", str(good))
    with tarfile.open(good) as archive:
        dump = archive.extractfile("database.dump").read()
    (tmp_path / "database.dump").write_bytes(dump[: len(dump) // 2])
    with tarfile.open(bad, "w") as archive:
        archive.add(tmp_path / "database.dump", "database.dump")
    (tmp_path / "text.tar").write_text("no archive")
    for path, word in ((bad, "pg_restore failed"), (tmp_path / "text.tar", "is not a backup")):
        code, said = run(site, "restore", str(path), "--yes")
        assert code != 0
        assert word in said
        assert "Traceback" not in said
    assert found(run(site, "manage", "shell", "-c", COUNT)[1]) == before


@pytest.mark.parametrize("python", ["with filters", "before 3.11.4"])
@pytest.mark.parametrize("name", ["../outside", "/tmp/outside-of-a-backup", "documents/../../outside"])
def test_nothing_of_an_archive_is_written_elsewhere(tmp_path, monkeypatch, python, name):
    from citycompact.ops.backup import _unpack

    if python == "before 3.11.4":
        monkeypatch.delattr(tarfile, "data_filter", raising=False)
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    (tmp_path / "x").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "x", "database.dump")
        member = archive.gettarinfo(tmp_path / "x")
        member.name = name
        archive.addfile(member, io.BytesIO(b"x"))
    with tarfile.open(tmp_path / "evil.tar") as archive, contextlib.suppress(tarfile.TarError):
        _unpack(archive, str(inside))
    assert {path.name for path in tmp_path.rglob("*")} <= {"a", "b", "x", "evil.tar", "database.dump"} | (
        # A filter takes the slash before a name away.
        {"tmp", "outside-of-a-backup"}
    )
    assert not Path("/tmp/outside-of-a-backup").exists()
