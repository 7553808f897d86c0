"""The statement of a school, on a page and on paper."""

from citycompact.doors import Result
from citycompact.funding import decide
from citycompact.funding.statements import label, statement, statement_pdf, write_statements
from funding.examples import example
from small_budgets import city, rules


def test_lines_of_a_statement_add_up_in_words(tmp_path):
    facts, agreed, _ = example(None, tmp_path)
    found = statement(facts, decide(facts, agreed), "A", "en")
    assert found.school == "Ash"
    assert found.rows[0] == type(found.rows[0])("K", "40", "$10,400", "$416,000")
    assert [row.label for row in found.rows][-2:] == [
        "Once for the school",
        "Adjustment to floor, cap and envelope",
    ]
    assert found.rows[-1].pupils == found.rows[-1].per_pupil == ""
    assert found.total.amount == "$1,376,900"


def test_it_is_the_same_on_paper_every_time_whatever_letters_a_name_has(tmp_path):
    schools = "school_id,name,operator_id\nA,“Łódź” – école Ñandú,d\n"
    facts = city(tmp_path / "1", "A,K,1", schools=schools)
    found = statement(facts, decide(facts, rules()), "A", "es")
    assert found.headings[1] == "Alumnos"
    once, again = statement_pdf(found, "es"), statement_pdf(found, "es")
    assert once == again
    assert once.startswith(b"%PDF")


def test_every_school_has_two_files_whatever_its_id(tmp_path):
    schools = "school_id,name,operator_id\na/b,Ash,d\n../c,Birch,d\n"
    facts = city(tmp_path / "1", "a/b,K,1", schools=schools)
    write_statements(tmp_path / "out", facts, decide(facts, rules()))
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "0001-___c.es.pdf",
        "0001-___c.pdf",
        "0002-a_b.es.pdf",
        "0002-a_b.pdf",
    ]


def test_what_lines_are_called():
    result = Result({}, {"labels": {"low_income": {"es": "bajos ingresos"}}})
    assert label(result, "concentration:low_income", "es") == "bajos ingresos: gran parte"
    # Where a language has no label, another one's is better than a code.
    assert label(result, "low_income", "en") == "bajos ingresos"
    assert label(result, "concentration", "en") == "concentration"
    assert label(result, "K", "en") == "K"
