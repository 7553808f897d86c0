"""Each figure says in words what it shows, with true numbers, and names what it does not show."""

import polars as pl
import pytest

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules, decide
from citycompact.enrollment.public_tables import public_round
from citycompact.enrollment.report import figures as module
from citycompact.enrollment.report.public_counts import distance_bins, report_counts
from citycompact.enrollment.statistics import applicant_outcomes
from small_cities import town


@pytest.fixture(autouse=True)
def undrawn(monkeypatch):
    """The words alone: drawing is tested with the charts."""
    monkeypatch.setattr("citycompact.enrollment.report.charts.svg", lambda _: "<svg/>")


def report(children=60, seats=40, **more):
    """One school p with some seats, and q with plenty; everybody wants p, and every second is poor."""
    lists = {f"a{n:02d}": ["p", "q"] for n in range(children)}
    people = [
        {"applicant_id": a, "grade": "K", "low_income": n % 2 == 0, **more.get("person", {})}
        for n, a in enumerate(lists)
    ]
    programs = [
        {"program_id": p, "school_id": f"S{p}", "grade": "K", "seats": n, **more.get(p, {})}
        for p, n in (("p", seats), ("q", 100))
    ]
    schools = [
        {"school_id": f"S{p}", "name": f"School {p}", "operator_id": "d", **more.get("school", {})}
        for p in "pq"
    ]
    facts = town(lists, {"p": seats, "q": 100}, applicants=people, programs=programs, schools=schools)
    result = decide(facts, EnrollmentRules(), Draw("s"))
    outcomes = applicant_outcomes(facts, result)
    shown = report_counts(public_round(facts, result), outcomes, distance_bins(outcomes))
    return {figure.title: figure.text for figure in module.figures(facts, result, outcomes, shown)}


def test_a_city_of_which_little_is_known_has_the_figures_for_which_there_are_numbers():
    assert list(report()) == [
        "What applicants received",
        "By the sector of the first choice",
        "By group",
        "By grade",
        "Seats filled",
        "Most demanded programs",
        "Waitlists",
    ]


def test_the_words_give_the_numbers_of_the_round():
    said = report()
    assert "all applicants 67%" in said["What applicants received"]
    assert "K 67%" in said["By grade"]
    assert "district 60 of 140" in said["Seats filled"]
    assert "School p, grade K with 1.5 applications for each seat" in said["Most demanded programs"]
    assert "1 of 2 programs have a waitlist" in said["Waitlists"]
    assert "the longest has 20" in said["Waitlists"]


def test_a_group_is_called_in_words_and_not_by_its_column():
    said = report()["By group"]
    assert "low income" in said
    assert "not low income" in said
    assert "low_income" not in said


def test_where_every_seat_is_free_there_are_no_waitlists():
    assert "Waitlists" not in report(seats=80)


def test_small_programs_are_left_out_of_the_most_demanded():
    said = report(seats=2)["Most demanded programs"]
    assert "School q" in said
    assert "fewer than 10 seats are left out" in said


def test_places_add_a_map_and_distances():
    here = {"latitude": 42.0, "longitude": -81.0}
    said = report(person={"latitude": 42.1, "longitude": -81.0}, school=here)
    assert said["Where the schools are"].startswith("Schools by sector: 2 district.")
    assert "district 11.1 km" in said["Distance from home to the school received"]


def test_a_past_round_is_compared_with_what_was_published_of_it():
    said = report(
        p={"published_applicants": 70, "published_filled": True},
        q={"published_applicants": 50, "published_filled": True},
    )["Published and simulated demand"]
    assert "120 applications were published, 120 simulated" in said
    assert "The filled flag is the same at 1 of 2 programs (50%)" in said
    assert "published filled and simulated not filled 1" in said


def test_a_count_that_is_not_shown_is_no_number_in_words():
    seats = pl.DataFrame(
        {"sector": ["district"], "grade": ["K"], "seats": [20], "filled": [None]},
        schema_overrides={"filled": pl.Int64},
    )
    assert module._seats(seats, seats.drop("grade")).text == "Seats filled: district not shown of 20."
