"""What anybody reads of budgets, in both languages, without signing in."""

import csv
import io
import json
import zipfile

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_years_and_one_of_them():
    page = Client().get("/money/").content.decode()
    assert "2025-26" in page
    assert "2026-27" in page
    assert "2027-28" not in page
    year = Client().get("/money/year/2026-27/").content.decode()
    for part in (
        "What schools get for a pupil",
        " to $",
        "Why sectors differ",
        "McLoone",
        "A pupil whose weight is 1 brings",
    ):
        assert part in year
    assert Client().get("/money/year/2027-28/").status_code == 404
    assert Client().get("/money/year/nowhere/").status_code == 404


def test_it_speaks_spanish():
    client = Client()
    client.post("/language/", {"language": "es", "next": "/money/"})
    year = client.get("/money/year/2026-27/").content.decode()
    assert "Qué tan parejo se reparte" in year
    assert "Ninguna escuela pierde más del 2 %" in year
    assert "12,419" in year


def test_a_chart_is_a_picture_and_there_are_no_more_than_there_are():
    answer = Client().get("/money/year/2026-27/chart-0.svg")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert Client().get("/money/year/2026-27/chart-99.svg").status_code == 404


def test_what_anybody_takes_holds_no_small_count_and_no_exact_total_that_gives_one_away():
    content = Client().get("/decisions/budgets/2026-27/published.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        counts = list(csv.DictReader(io.TextIOWrapper(archive.open("public/public_counts.csv"))))
    assert "allocations.csv" not in names
    record = json.loads(zipfile.ZipFile(io.BytesIO(content)).read("public/record.json"))
    # A hash of a table of which few cells are unknown gives them away, and so does an exact factor.
    assert not {"facts_sha256", "result_sha256", "values", "files"} & set(record)
    assert "record.json" not in names
    assert record["results_root"]
    page = Client().get("/decisions/budgets/2026-27/").content.decode()
    assert "sealed" in page
    assert "<dt>counts</dt>" not in page
    assert "schools.csv" not in names
    assert "results.txt" not in names
    assert all(row["pupils"] == "" or row["pupils"] == "0" or float(row["pupils"]) >= 10 for row in counts)
    assert any(row["pupils"] == "" for row in counts)


def test_the_page_of_the_decision_shows_key_figures():
    page = Client().get("/decisions/budgets/2026-27/").content.decode()
    assert "all budgets together" in page
    assert "All of it on one page" in page


def test_the_compact_reads_what_a_pupil_of_weight_1_gets():
    from citycompact.compact import COMPUTED
    from citycompact.web.compact.computed_indicators import dollars_by_need, measured

    found = dollars_by_need()
    assert {"", "district", "charter"} <= set(found)
    assert all(8_000 < value < 20_000 for value in found.values())
    assert COMPUTED["dollars_by_need"].values(measured())[""] == found[""]
