"""Who looks into the facts sees no home and no family; who needs both says what for, and that is kept."""

from __future__ import annotations

import io
import zipfile

import polars as pl
import pytest

from citycompact.web.decisions.folders import zipped
from citycompact.web.decisions.withheld import without_homes_and_families

PACKAGE = "/decisions/match/main/package.zip"
PRIVATE = {"family_id", "latitude", "longitude"}


def files(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def table(content):
    """Children of a package, however it is written."""
    inside = files(content)
    (name,) = [name for name in inside if name.startswith("applicants.")]
    read = pl.read_parquet if name.endswith(".parquet") else pl.read_csv
    return read(io.BytesIO(inside[name])).to_dicts()


def test_columns_go_and_nothing_else_changes():
    odd = b'applicant_id,family_id,note,latitude,longitude\nA1,F1,"a, ""b""\nc",1.5,-2\nA2,,,,\n'
    before = {"applicants.csv": odd, "schools.csv": b"school_id,latitude\nS1,1\n", "city.toml": b"x"}
    after = files(without_homes_and_families(zipped(before)))
    assert after["applicants.csv"] == b'applicant_id,note\nA1,"a, ""b""\nc"\nA2,\n'
    assert {name: after[name] for name in ("schools.csv", "city.toml")} == {
        name: before[name] for name in ("schools.csv", "city.toml")
    }
    target = io.BytesIO()
    pl.DataFrame({"applicant_id": ["A1"], "family_id": ["F1"], "latitude": [1.5]}).write_parquet(target)
    less = without_homes_and_families(zipped({"applicants.parquet": target.getvalue()}))
    assert table(less) == [{"applicant_id": "A1"}]
    assert b"F1" not in files(less)["applicants.parquet"]
    assert without_homes_and_families(zipped({"counts.csv": b"a,b\n"})) == zipped({"counts.csv": b"a,b\n"})


@pytest.mark.django_db
def test_the_auditor_gets_homes_and_families_for_a_stated_reason_and_the_trail_keeps_it(signed_in, decision):
    from citycompact.web.site.trail import events

    office, auditor = signed_in("office"), signed_in("auditor")
    whole = table(office.get(PACKAGE).content)
    less = table(auditor.get(PACKAGE).content)
    assert set(whole[0]) >= PRIVATE
    assert set(less[0]) == set(whole[0]) - PRIVATE
    assert [row["applicant_id"] for row in less] == [row["applicant_id"] for row in whole]
    assert auditor.post(PACKAGE, {"reason": " "}).status_code == 302
    taken = auditor.post(PACKAGE, {"reason": "A complaint of June 3"})
    assert table(taken.content) == whole
    kept = decision.exports.order_by("pk").last()
    assert (kept.by.email, kept.file) == ("auditor@demo.example", "main.zip")
    assert "A complaint of June 3" in str(next(iter(events(kind="export of a package", limit=1))))
    for who in ("school", "approver-district", "steward", "family"):
        assert signed_in(who).post(PACKAGE, {"reason": "x"}).status_code == 403, who


@pytest.mark.django_db
def test_the_page_says_so_in_both_languages(signed_in, decision):
    client, page = signed_in("auditor"), "/decisions/match/main/work/"
    for language, words in (("en", "Take the whole facts"), ("es", "Descargar los datos completos")):
        client.post("/language/", {"language": language, "next": "/"})
        assert words in client.get(page).content.decode()
    assert "facts-reason" not in signed_in("office").get(page).content.decode()
