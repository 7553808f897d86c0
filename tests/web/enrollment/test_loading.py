"""Applications from a file: versions of their own channel, and never past what was sent since."""

from __future__ import annotations

import polars as pl
import pytest

from applying import says
from moved_city import Tables, load

pytestmark = pytest.mark.django_db


def test_what_a_family_sent_since_stays_and_no_child_goes(package):
    from citycompact.web.enrollment.models import Application, Child

    load(package)
    table = Tables(package)
    ids = table["applicants"]["applicant_id"].to_list()
    one, two, three = ids[:3]
    application = Application.objects.get(child=one)
    mine = says(application, choices=application.draft_choices[:1])
    # The file says another list of the first two, and has no third child any more.
    choices = table["choices"].filter(~(pl.col("applicant_id").is_in([one, two]) & (pl.col("rank") != "1")))
    gone = pl.col("applicant_id") == three
    table["choices"] = choices.filter(~gone)
    for name in ("applicants", "claims", "verifications", "lottery"):
        table[name] = table[name].filter(~gone)
    found = next(change for change in load(package).changes if change.name == "applications")
    assert list(found.changed) == [two]
    assert list(found.kept) == [one]
    assert "1 applications" in found.notes[0]
    application.refresh_from_db()
    assert application.last_version == mine
    assert Child.objects.filter(pk=three).exists()
    assert Application.objects.get(child=two).versions.count() == 2
    assert len(Application.objects.get(child=two).last_version.content["choices"]) == 1


def test_names_and_codes_come_from_beside_and_a_code_gives_the_children_once(package):
    from citycompact.web.enrollment.claim_codes import claim_family
    from citycompact.web.enrollment.models import Child, ClaimCode
    from citycompact.web.moving.names import read_names
    from citycompact.web.site.models import User

    names = read_names(
        b"applicant_id,given_name,family_name,birth_date\nA00001,Jos\xc3\xa9,\xc3\x91and\xc3\xba,2021-02-03\n"
    )
    found = load(package, names=names, wants_codes=True)
    child = Child.objects.get(pk="A00001")
    assert (str(child), str(child.birth_date)) == ("José Ñandú", "2021-02-03")
    assert set(found.codes) == set(Child.objects.values_list("family_id", flat=True))
    code = found.codes[child.family_id]
    assert not ClaimCode.objects.filter(sha256__contains=code).exists()
    parent, other = (User.objects.create_user(f"{who}@x.example", "p") for who in ("a", "b"))
    assert claim_family("AAAA-AAAA-AAAA", parent) == []
    assert claim_family(code.lower().replace("-", " "), parent) == [child]
    assert claim_family(code, other) == []
    # A family that is there is called what it says, and gets no second code.
    again = load(package, names=names.with_columns(given_name=pl.lit("Joe")), wants_codes=True)
    child.refresh_from_db()
    assert child.given_name == "José"
    assert again.codes == {}


def test_a_name_of_nobody_is_refused_with_its_row(package):
    from citycompact.web.moving.names import read_names

    names = read_names(b"applicant_id,given_name\nA00001,Ana\nNOBODY,Ben\n")
    found = load(package, names=names)
    assert [(p.row, p.value) for p in found.refused] == [(3, "NOBODY")]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("1234", "", "can be guessed"),
        ("AAAABBBBCCCC", "aaaa-bbbb-cccc", "that of another family"),
        ("AAAABBBBCCCC", "AAAABBBBCCCD", ""),
    ],
)
def test_codes_of_a_file_are_no_others_and_no_guess(package, first, second, said):
    from citycompact.web.enrollment.models import ClaimCode
    from citycompact.web.moving.names import read_names

    content = f"applicant_id,given_name,claim_code\nA00001,Ana,{first}\nA00002,Ben,{second}\n"
    found = load(package, names=read_names(content.encode()))
    assert [said in problem.message for problem in found.refused] == ([True] if said else [])
    assert ClaimCode.objects.count() == (0 if said else 2)


def test_pupils_without_choices_are_no_applicants(package):
    from citycompact.web.enrollment.models import Child

    table = Tables(package)
    table["choices"] = table["choices"].clear()
    found = load(package)
    assert not found.refused
    assert not Child.objects.exists()
    assert any("no applicants" in note for note in found.notes)


def test_a_rulebook_without_rounds_leaves_applicants_out_and_says_so(package):
    from citycompact.web.city.models import School
    from citycompact.web.enrollment.models import Application

    path = package / "rulebook.toml"
    text = path.read_text()
    start, end = text.index("[[enrollment.rounds]]"), text.index("[enrollment.choices]")
    path.write_text(text[:start] + text[end:])
    found = load(package)
    assert not found.refused
    assert any("are left out" in note for note in found.notes)
    assert School.objects.exists()
    assert not Application.objects.exists()
    refused = load(package, round_id="third")
    assert ["third" in problem.message for problem in refused.refused] == [True]


def test_a_rulebook_with_two_rounds_asks_which(package):
    from citycompact.web.enrollment.models import Round

    path = package / "rulebook.toml"
    text = path.read_text()
    second = """
[[enrollment.rounds]]
id = "second"
name = "Second round"
opens = 2027-04-01
closes = 2027-04-20T23:59:00
results = 2027-05-20

[enrollment.rounds.draw]
kind = "numbers"
event = "Public drawing of 12 May 2027"
at = 2027-05-12T10:00:00
count = 6
highest = 49

[enrollment.choices]"""
    path.write_text(text.replace("[enrollment.choices]", second, 1))
    found = load(package)
    assert [problem.mend for problem in found.refused] == [
        "Say which of them it is with --round: main, second."
    ]
    assert not load(package, round_id="second").refused
    assert [item.pk for item in Round.objects.all()] == ["second"]


def test_nothing_comes_into_a_round_that_is_frozen(package):
    from citycompact.web.decisions.models import JointDecision, Step
    from citycompact.web.enrollment.models import Version

    load(package)
    decision = JointDecision.objects.get(kind="match")
    Step.objects.create(decision=decision, number=2, from_state="open", to_state="frozen", content={})
    assert not load(package).refused
    before = Version.objects.count()
    tables = Tables(package)
    tables["choices"] = tables["choices"].filter(pl.col("rank") == "1")
    found = load(package)
    assert ["frozen" in problem.message for problem in found.refused] == [True]
    assert Version.objects.count() == before
