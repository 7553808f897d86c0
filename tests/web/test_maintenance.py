"""Backup and restore, a full cycle, on a database of their own."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def run(var, *arguments):
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    environment |= {"CITYCOMPACT_VAR": str(var)}
    done = subprocess.run(
        [sys.executable, "-m", "citycompact", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


COUNT = (
    "from citycompact.web.families.models import Child, Version; from citycompact.web.office.models import Round; "
    "print('FOUND', Child.objects.count(), Version.objects.count(), sorted(Round.objects.values_list('state', flat=True)))"
)


@pytest.mark.slow
def test_everything_comes_back_from_a_backup(tmp_path):
    var, archive = tmp_path / "var", tmp_path / "backup.tar"
    code, said = run(var, "load-demo", "--schools", "8", "--applicants", "60")
    assert code == 0, said
    (var / "documents").mkdir(parents=True, exist_ok=True)
    (var / "documents" / "proof").write_bytes(b"%PDF-1")
    before = run(var, "manage", "shell", "-c", COUNT)[1]
    assert "FOUND" in before
    assert run(var, "backup", str(archive))[0] == 0
    assert "exists already" in run(var, "backup", str(archive))[1]
    wreck = "from django.db import connection; connection.cursor().execute('truncate families_child cascade')"
    run(var, "manage", "shell", "-c", wreck)
    (var / "documents" / "proof").unlink()
    assert "Say --yes" in run(var, "restore", str(archive))[1]
    code, said = run(var, "restore", str(archive), "--yes")
    assert code == 0, said
    after = run(var, "manage", "shell", "-c", COUNT)[1]
    assert [line for line in after.splitlines() if "FOUND" in line] == [
        line for line in before.splitlines() if "FOUND" in line
    ]
    assert (var / "documents" / "proof").read_bytes() == b"%PDF-1"
