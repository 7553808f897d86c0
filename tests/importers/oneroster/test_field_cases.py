"""Small exports as they came from the field, each with what is right."""

from datetime import date
from pathlib import Path

import pytest

from citycompact.facts import FactsError
from citycompact.importers.oneroster import import_export

FIELD = Path(__file__).parents[4] / "shared" / "cases" / "field"
TODAY = date(2026, 11, 28)

pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="the cases of the field are not at hand")


def read(case):
    (folder,) = FIELD.glob(f"{case}-*")
    return import_export(folder / "export", TODAY)


def schools_of(done):
    return dict(done.city.table("applicants").select("applicant_id", "current_school_id").iter_rows())


@pytest.mark.parametrize("case", ["01", "06"])
def test_a_student_is_where_the_enrollment_runs_or_the_export_says(case):
    assert schools_of(read(case))["U1"] == "S2"


@pytest.mark.parametrize("case", ["03", "12", "18"])
def test_what_hangs_on_nothing_does_not_stop_the_city(case):
    assert read(case).city.table("schools").height == 2


@pytest.mark.parametrize("case", ["08", "09"])
def test_both_schools_are_the_districts(case):
    done = read(case)
    assert done.city.table("operators").rows() == [("D1", "Rivertown Public Schools", "district")]
    assert done.city.table("schools").height == 2


@pytest.mark.parametrize(("case", "words"), [("05", "bulk"), ("17", "no school"), ("21", "semicolons")])
def test_what_is_no_whole_export_is_refused_with_the_reason(case, words):
    with pytest.raises(FactsError, match=words):
        read(case)
