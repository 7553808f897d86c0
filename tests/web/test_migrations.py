"""A database of an earlier version keeps what was in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

BEFORE = """
from django.db import connection
with connection.cursor() as c:
    c.execute("insert into office_city (city_id, name, time_zone, signers, streets) values ('t', 'T', 'UTC', '[]', '[]')")
    c.execute("insert into office_rulebookversion (text, sha256, name, version, uploaded_at) values ('t', %s, 'R', '1', now()) returning id", ["a" * 64])
    book = c.fetchone()[0]
    c.execute("insert into office_rulebooksignature (rulebook_id, sector, name, public_key, signature, signed_at) "
              "values (%s, 'district', 'Dana', 'k', 's', now())", [book])
    for number, rules in enumerate(('[rulebook]\\nname = "First"\\nversion = "1"\\n[compact]\\n', 'no TOML [',
                                    '[rulebook]\\nname = "Ours"\\nversion = "2"\\n[compact]\\nwrong_way = 0.5\\n')):
        if number == 0:
            c.execute("insert into compact_compact (city_id, state, signed_on, term_until, synthetic, rules, private_note) "
                      "values ('t', 'S', now(), now(), false, %s, '')", [rules])
        else:
            c.execute("update compact_compact set rules = %s", [rules])
"""
AFTER = """
import json
from django.db import connection
with connection.cursor() as c:
    found = {}
    for name, query in (("rows", "select section, section_sha256, sector, name from office_rulebooksignature"),
                        ("trail", "select section, section_sha256, sector, name from office_rulebooksignatureevent"),
                        ("books", "select name, text from office_rulebookversion order by id")):
        c.execute(query)
        found[name] = c.fetchall()
    try:
        c.execute("update office_rulebooksignatureevent set name = ''")
    except Exception as error:
        found["append only"] = "Cannot update" in str(error)
print("FOUND", json.dumps(found))
"""


@pytest.mark.slow
def test_old_signatures_and_rules_of_progress_are_kept_and_count_no_more(tmp_path):
    environment = {k: v for k, v in os.environ.items() if k not in ("DJANGO_SETTINGS_MODULE", "DATABASE_URL")}
    environment["CITYCOMPACT_VAR"] = str(tmp_path)

    def manage(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "citycompact", "manage", *arguments],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    manage("migrate", "office", "0001_initial")
    manage("migrate", "compact", "0002_computed_on")
    manage("shell", "-c", BEFORE)
    manage("migrate")
    said = manage("shell", "-c", AFTER)
    found = json.loads(next(line for line in said.splitlines() if line.startswith("FOUND"))[6:])
    signature = ["", "a" * 64, "district", "Dana"]
    assert found["rows"] == [signature]
    assert found["trail"] == [signature]
    assert found["append only"]
    names = [name for name, _ in found["books"]]
    assert names == ["R", "First", "Rules of progress that cannot be read", "Ours"]
    assert "# no TOML [" in found["books"][2][1]
    assert "wrong_way = 0.5" in found["books"][3][1]
