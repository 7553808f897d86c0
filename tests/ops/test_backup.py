"""Backup and restore, a full cycle, on a database of their own."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import subprocess
import sys
import tarfile
from pathlib import Path
from urllib.parse import quote

import psycopg
import psycopg.conninfo
import pyrage
import pytest

from citycompact.ops.age_files import identities, new_key, recipients
from citycompact.ops.embedded_postgres import start, tool
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


@pytest.fixture
def keys(tmp_path):
    """Public key and the file of its private one, twice: the city's, and a stranger's."""
    return [(new_key(tmp_path / name), str(tmp_path / name)) for name in ("city.key", "stranger.key")]


def opened(archive, key):
    """What a backup holds, by name; parts of the database put together."""
    content = pyrage.decrypt(archive.read_bytes(), identities(Path(key)))
    with tarfile.open(fileobj=io.BytesIO(content)) as inside:
        files = {x.name: inside.extractfile(x).read() for x in inside.getmembers() if x.isfile()}
    parts = [files.pop(name) for name in sorted(files) if name.startswith("database/")]
    return files | {"database": b"".join(parts)}


SIGN_IN = (
    "from django.test import Client; from citycompact.web.site.models import User; "
    "from allauth.mfa.totp.internal.auth import TOTP; c = Client(); "
    "u = User.objects.get(email='parent@demo.example'); c.force_login(u); "
    "TOTP.activate(u, 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'); print('KEY', c.session.session_key)"
)
PAGES = (
    "from django.test import Client; from citycompact.web.site.models import User; "
    "from django.contrib.sessions.models import Session; "
    "from django.conf import settings; settings.ALLOWED_HOSTS = ['*']; c = Client(); "
    "print('FOUND', Session.objects.count()); "
    "c.force_login(User.objects.get(email='parent@demo.example')); "
    "print('FOUND', [c.get(p).status_code for p in ('/help/', '/health/', '/family/')])"
)


@pytest.mark.slow
def test_everything_comes_back_from_a_backup(site, tmp_path, keys):
    (to, key), (_, strangers) = keys
    documents, archive = Path(site["CITYCOMPACT_VAR"]) / "documents", tmp_path / "backup.age"
    documents.mkdir(parents=True, exist_ok=True)
    (documents / "proof").write_bytes(b"%PDF-1")
    before = run(site, "manage", "shell", "-c", COUNT)[1]
    assert "FOUND" in before
    session = run(site, "manage", "shell", "-c", SIGN_IN)[1].partition("KEY ")[2].split()[0].encode()
    code, said = run(site, "backup", str(archive), "--to", to)
    assert code == 0, said
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert list(tmp_path.glob(".*.part")) == []
    assert b"%PDF-1" not in archive.read_bytes()
    held = opened(archive, key)
    assert held["documents/proof"] == b"%PDF-1"
    assert "secret_key" not in str(list(held))
    plain = tmp_path / "plain.sql"
    (tmp_path / "plain.dump").write_bytes(held["database"])
    subprocess.run([tool("pg_restore"), f"--file={plain}", str(tmp_path / "plain.dump")], check=True)
    assert b"parent@demo.example" in plain.read_bytes()
    assert session not in plain.read_bytes(), "a backup signs nobody in"
    assert b"JBSWY3DPEHPK3PXP" not in plain.read_bytes(), "nor does it hold anybody's second factor"
    assert "exists already" in run(site, "backup", str(archive), "--to", to)[1]
    refused, said = run(site, "restore", str(archive), "--identity", key)
    assert (refused, "Say --yes" in said) == (1, True), said
    refused, said = run(site, "restore", str(archive), "--identity", strangers, "--yes")
    assert (refused, "another key" in said) == (1, True), said
    # Twice, since a restored database must be as good to back up and restore as the first one was.
    for number in range(1 if "DATABASE_URL" in site else 2):
        wreck = (
            "from django.db import connection; "
            "connection.cursor().execute('truncate enrollment_child cascade')"
        )
        run(site, "manage", "shell", "-c", wreck)
        (documents / "proof").unlink()
        code, said = run(site, "restore", str(archive), "--identity", key, "--yes")
        assert code == 0, said
        after = run(site, "manage", "shell", "-c", COUNT)[1]
        assert found(after) == found(before)
        assert (documents / "proof").read_bytes() == b"%PDF-1"
        archive = tmp_path / f"backup-{number}.age"
        code, said = run(site, "backup", str(archive), "--to", to)
        assert code == 0, said


@pytest.mark.slow
def test_a_new_machine_takes_a_backup_into_its_empty_database_and_pages_work(loaded, tmp_path, keys):
    (to, key), _ = keys
    old, new = ({"CITYCOMPACT_VAR": str(tmp_path / name)} for name in ("old", "new"))
    copied(loaded, tmp_path / "old")
    run(old, "manage", "shell", "-c", SIGN_IN)
    before = found(run(old, "manage", "shell", "-c", COUNT)[1])
    assert run(old, "backup", str(tmp_path / "b.age"), "--to", to)[0] == 0
    code, said = run(new, "restore", str(tmp_path / "b.age"), "--identity", key)
    assert code == 0, said
    assert found(run(new, "manage", "shell", "-c", COUNT)[1]) == before
    pages = found(run({**new, "CITYCOMPACT_DEMO": "1"}, "manage", "shell", "-c", PAGES)[1])
    assert pages == ["FOUND 0", "FOUND [200, 200, 200]"]
    assert list((tmp_path / "new").glob(".restore-*")) == []


@pytest.mark.slow
def test_a_restore_that_fails_changes_nothing(loaded, tmp_path, keys):
    (to, key), _ = keys
    site = {"CITYCOMPACT_VAR": str(tmp_path / "var")}
    copied(loaded, tmp_path / "var")
    before = found(run(site, "manage", "shell", "-c", COUNT)[1])
    good = tmp_path / "good.age"
    run(site, "backup", str(good), "--to", to)
    whole, dump = good.read_bytes(), opened(good, key)["database"]
    bad, target = tmp_path / "bad.age", io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        member = tarfile.TarInfo("database/000000")
        member.size = len(dump) // 2
        archive.addfile(member, io.BytesIO(dump))
    bad.write_bytes(pyrage.encrypt(target.getvalue(), recipients([to])))
    (tmp_path / "cut.age").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "end.age").write_bytes(whole[:-1])
    (tmp_path / "changed.age").write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    (tmp_path / "empty.age").write_bytes(b"")
    (tmp_path / "text.tar").write_text("no archive")
    (tmp_path / "other.age").write_bytes(pyrage.encrypt(b"a letter", recipients([to])))
    for path, word in (
        (bad, "pg_restore failed"),
        (tmp_path / "cut.age", "was cut or changed"),
        (tmp_path / "end.age", "was cut or changed"),
        (tmp_path / "changed.age", "was cut or changed"),
        (tmp_path / "empty.age", "is not a backup"),
        (tmp_path / "text.tar", "is not a backup"),
        (tmp_path / "other.age", "is not a backup"),
    ):
        code, said = run(site, "restore", str(path), "--identity", key, "--yes")
        assert (code, word in said) == (1, True), (path, said)
        assert "Traceback" not in said
    code, said = run(site, "restore", str(good), "--identity", str(tmp_path / "text.tar"), "--yes")
    assert (code, "no private key" in said) == (1, True), said
    assert found(run(site, "manage", "shell", "-c", COUNT)[1]) == before


@pytest.mark.slow
def test_a_backup_that_fails_leaves_nothing(loaded, tmp_path, keys):
    (to, _key), _ = keys
    site = {"CITYCOMPACT_VAR": str(tmp_path / "var")}
    copied(loaded, tmp_path / "var")
    here = tmp_path / "here"
    here.mkdir()
    for more, word in (
        (("--to", "age1nonsense"), "no public key"),
        (("--to", Path(_key).read_text().split()[-1]), "no public key"),
        ((), "Missing option"),
    ):
        code, said = run(site, "backup", str(here / "b"), *more)
        assert code != 0
        assert word in said
        assert "AGE-SECRET" not in said
    code, said = run(site, "backup", str(here / "no" / "b"), "--to", to)
    assert (code, "No such file" in said, "Traceback" in said) == (1, True, False), said
    # As on a full disk: no file of the process may grow past a kilobyte.
    limited = ["bash", "-c", f"ulimit -f 1; {sys.executable} -m citycompact backup {here / 'b'} --to {to}"]
    with_server = [sys.executable, "-c", HOLD.format(var=str(tmp_path / "var"))]
    holder = subprocess.Popen(with_server, stdout=subprocess.PIPE, text=True)
    address = holder.stdout.readline().strip()
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        limited,
        env=environment | site | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    holder.terminate()
    holder.wait()
    assert (done.returncode, "File too large" in done.stderr) == (1, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert list(here.iterdir()) == []


HOLD = """
import signal, sys, time
from pathlib import Path
from citycompact.ops.embedded_postgres import start
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print(start(Path({var!r}) / 'postgres'), flush=True)
time.sleep(300)
"""


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
