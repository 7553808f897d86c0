"""The report of budgets: whole without scripts, true to the certificate, and no small count in it."""

import re
from dataclasses import replace

from citycompact.doors import Finding
from citycompact.funding import check, decide, public_budgets
from citycompact.funding.report import write_report
from citycompact.funding.report.page import MEANINGS, equity_rows
from small_budgets import city, rules

COUNTS = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,K,50\nC,low_income,20"
SIGNED = {"not_signed_by": [], "signed_by": [{"name": "Dana", "sector": "district"}]}


def report(folder, certificate=None, signing=SIGNED):
    facts = city(folder, COUNTS, previous="A,400000,40\nD,5,1")
    result = decide(facts, rules())
    path = folder / "report.html"
    write_report(
        path, facts, rules(), result, certificate or check(facts, rules(), result), signing, charts=False
    )
    return path.read_text()


def test_it_says_what_came_out(tmp_path):
    html = report(tmp_path)
    assert "<script" not in html
    assert "http" not in re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert "The certificate holds." in html
    assert "Signed by Dana for the district sector" in html
    assert "Dogwood had a budget before" in html
    assert "$1,302,000" in html
    assert "not shown" not in re.findall(r"<td[^>]*>\$[^<]*", html)


def test_it_says_where_something_does_not_hold_or_is_not_signed(tmp_path):
    facts = city(tmp_path / "1", COUNTS)
    whole = check(facts, rules(), decide(facts, rules()))
    broken = replace(whole, findings=(Finding("lines_sum_up", True, 1, ("A",)), *whole.findings[2:]))
    html = report(tmp_path / "2", broken, {"not_signed_by": ["charter"], "signed_by": []})
    assert "Do not publish these budgets" in html
    assert "not signed by the\ncharter sector" in html
    assert "Nobody has signed these rules" in html


def test_each_finding_has_a_meaning(tmp_path):
    facts = city(tmp_path, COUNTS)
    assert {item.name for item in check(facts, rules(), decide(facts, rules())).findings} == set(MEANINGS)


def test_equity_is_of_what_is_public_alone(tmp_path):
    """Exact measures of exact amounts would say which of the possible counts is the true one."""
    facts = city(tmp_path / "1", COUNTS)
    other = city(
        tmp_path / "2",
        COUNTS.replace("A,low_income,3", "A,low_income,4").replace("B,low_income,4", "B,low_income,3"),
    )
    public = [public_budgets(one, rules(), decide(one, rules())) for one in (facts, other)]
    rows = equity_rows(public[0], "es")
    assert [row["name"] for row in rows][:2] == ["coeficiente de variación", "Gini"]
    assert len(rows[0]["cells"]) == 3
    assert rows == equity_rows(public[1], "es")
