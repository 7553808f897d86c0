"""What differs between two runs is said in words, each planted alone and all together."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def other_rules(drawn):
    """A rulebook in which one rule of the match is another, and one of the compact."""
    from citycompact.web.rulebooks.models import RulebookVersion

    text = drawn.rulebook.text.replace("share = 0.30", "share = 0.60").replace("amber = 91", "amber = 80")
    return RulebookVersion.objects.create(text=text, sha256="0" * 64, name="Other", version="x")


def run(drawn, seed=None, rulebook=None):
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.running import run_attempt

    made = steps.what_if(drawn.decision, seed or drawn.seed, "what-if run", rulebook)
    run_attempt(made.pk)
    made.refresh_from_db()
    assert made.state == "done", made.error
    return made


def same(first, second):
    from citycompact.web.enrollment.two_runs import differences

    return [item.same for item in differences(first, second)]


def test_the_page_names_both_runs_and_what_differs(signed_in, drawn, other_rules):
    office = signed_in("office")
    pages = {}
    for name, made in (
        ("seed", run(drawn, "01 02 03 04 05 06")),
        ("rules", run(drawn, rulebook=other_rules)),
    ):
        response = office.get(f"/office/run/{drawn.pk}/compare/{made.pk}/")
        pages[name] = page = response.content.decode()
        title = page.partition("<title>")[2].partition("</title>")[0]
        for words in (f"Run {drawn.pk} (", "the official run)", f"Run {made.pk} (", "what-if)"):
            assert words in title, title
            assert words in page.partition("<h1>")[2].partition("</h1>")[0]
    assert "“01 02 03 04 05 06” in the second." in pages["seed"]
    assert pages["seed"].count("The same in both.") == 2
    assert "own lottery number changed" in pages["seed"]
    assert "the rules changed" not in pages["seed"]
    assert pages["rules"].count("The same in both.") == 2
    assert "60" in pages["rules"].partition("What differs")[2].partition("</dl>")[0]
    assert "amber" not in pages["rules"], "no other section moves anybody"
    assert "the rules changed: enrollment" in pages["rules"]
    assert "own lottery number changed" not in pages["rules"]


def test_together_each_is_named_and_between_a_run_and_itself_nothing(drawn, other_rules):
    from citycompact.web.decisions.models import Attempt

    both = Attempt(decision=drawn.decision, freeze=drawn.freeze, rulebook=other_rules, seed="another")
    assert same(drawn, both) == [False, False, True]
    assert same(drawn, drawn) == [True, True, True]


def test_facts_are_named_by_table_and_rows(drawn, tmp_path):
    import polars as pl

    from citycompact.city import read_city, write_city
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.decisions.models import Attempt, Step
    from citycompact.web.enrollment.two_runs import differences

    city = read_city(KeptFolder.unpack(drawn.freeze.facts, tmp_path / "facts"))
    programs = city.table("programs").with_columns(pl.col("seats") + (pl.int_range(pl.len()) < 3))
    write_city(replace(city, tables={**city.tables, "programs": programs}), tmp_path / "other", "parquet")
    later = Step(pk=10**6, decision=drawn.decision)
    KeptFolder.keep(later.facts, tmp_path / "other")
    made = Attempt(decision=drawn.decision, freeze=later, rulebook=drawn.rulebook, seed=drawn.seed)
    draw, rules, facts = differences(drawn, made)
    assert (draw.same, rules.same, facts.same) == (True, True, False)
    assert facts.lines == [
        "Table programs: 3 rows differ (3 changed, 0 only in the first, 0 only in the second)."
    ]
    KeptFolder.keep(Step(pk=10**6 + 1).facts, tmp_path / "facts")
    again = Attempt(decision=drawn.decision, freeze=Step(pk=10**6 + 1), rulebook=drawn.rulebook, seed="x")
    assert same(drawn, again) == [False, True, True], "frozen twice, the same facts"
