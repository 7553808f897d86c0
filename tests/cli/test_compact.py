"""compact demo, status, check, compare, template."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from citycompact.cli import app

RUN = CliRunner()
DAY = "2027-06-01"


@pytest.fixture(scope="module")
def cities(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compacts")
    made = RUN.invoke(app, ["compact", "demo", str(folder / "all"), "--on", DAY])
    assert made.exit_code == 0, made.output
    return folder / "all"


def run(*words):
    return RUN.invoke(app, ["compact", *(str(word) for word in words)], env={"COLUMNS": "200"})


def test_status_says_where_promises_stand_and_check_confirms_it(cities, tmp_path):
    said = run("status", cities / "port-ellery", "--on", DAY, "--write", tmp_path / "progress.json")
    assert said.exit_code == 0
    assert "7 kept, 8 under way, 2 stalled, 2 dropped" in said.output
    assert "The owner's post, Head of special education, has been vacant" in said.output
    confirmed = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert confirmed.exit_code == 0
    assert "The certificate holds" in confirmed.output
    assert "It is of 2027-06-01." in confirmed.output
    assert "by the usual rules, which nobody has signed" in confirmed.output


def test_check_finds_progress_that_was_touched(cities, tmp_path):
    run("status", cities / "port-ellery", "--on", DAY, "--write", tmp_path / "progress.json")
    content = json.loads((tmp_path / "progress.json").read_text())
    content["tables"]["promises"][3]["status"] = "done"
    (tmp_path / "progress.json").write_text(json.dumps(content))
    found = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert found.exit_code == 1
    assert "buses: dropped" in found.output
    assert "is missing" in found.output


@pytest.fixture
def signed_by_both(tmp_path):
    """A city with signers, and progress by rules that both of its sectors have signed."""
    city = tmp_path / "city"
    city.mkdir()
    (city / "city.toml").write_text('id = "port-ellery"\nname = "Port Ellery"\n')
    (city / "operators.csv").write_text("operator_id,name,sector\nd,D,district\nc,C,charter\n")
    (city / "schools.csv").write_text("school_id,name,operator_id\nA,Ash,d\nB,Birch,c\n")
    (city / "programs.csv").write_text("program_id,school_id,name,grade,seats\np,A,P,K,1\n")
    (city / "applicants.csv").write_text("applicant_id,grade\n")
    (city / "choices.csv").write_text("applicant_id,program_id,rank\n")
    book = city / "rulebook.toml"
    book.write_text(
        '[rulebook]\nname = "N"\nversion = "1"\ncity = "port-ellery"\n'
        'signing_sectors = ["district", "charter"]\n[compact.evidence_age]\namber = 120\nred = 200\n'
    )
    for sector in ("district", "charter"):
        key = tmp_path / f"{sector}.pem"
        made = RUN.invoke(app, ["rulebook", "keygen", str(key), "--sector", sector, "--name", sector]).output
        with open(city / "city.toml", "a") as file:
            file.write(made[made.index("[[signers]]") :])
        words = ["rulebook", "sign", str(book), "--key", str(key), "--sector", sector, "--name", sector]
        assert RUN.invoke(app, words).exit_code == 0
    return city


def test_progress_by_signed_rules_is_proved_by_the_keys_of_the_city(cities, signed_by_both, tmp_path):
    out, package, book = tmp_path / "p.json", cities / "port-ellery", signed_by_both / "rulebook.toml"
    wrote = run("status", package, "--on", DAY, "--rulebook", book, "--write", out)
    assert wrote.exit_code == 0, wrote.output
    for more in (("--rulebook", book), ("--city", signed_by_both)):
        found = run("check", package, out, *more)
        assert found.exit_code == 0, found.output
        assert "signed by district (district), charter (charter)" in found.output
        assert "CONSISTENT" not in found.output
    # Without the city's keys nobody knows whose signatures these are.
    alone = run("check", package, out)
    assert alone.exit_code == 0, alone.output
    assert "CONSISTENT, not proved" in alone.output
    # On another day it is another progress.
    assert run("check", package, out, "--on", "2027-06-02", "--city", signed_by_both).exit_code == 1


def test_rules_that_nobody_signed_are_refused_for_status_and_for_check(cities, signed_by_both, tmp_path):
    out, package = tmp_path / "p.json", cities / "port-ellery"
    lax = signed_by_both / "lax.toml"
    lax.write_text((signed_by_both / "rulebook.toml").read_text().replace("200", "9000"))
    refused = run("status", package, "--on", DAY, "--rulebook", lax)
    assert refused.exit_code == 1
    assert "the district sector has not signed [compact]" in refused.output
    assert run("status", package, "--on", DAY, "--rulebook", lax, "--unsigned", "--write", out).exit_code == 0
    # Laxer rules in the file itself: the city has signed others, and its signers not these.
    found = run("check", package, out, "--city", signed_by_both)
    assert found.exit_code == 1
    assert "rules_are_these: signed.compact.content.evidence_age.red is 9000" in found.output
    (signed_by_both / "rulebook.toml").rename(tmp_path / "rulebook.toml")
    found = run("check", package, out, "--city", signed_by_both)
    assert found.exit_code == 1
    assert "has not signed [compact]" in found.output
    (tmp_path / "rulebook.toml").rename(signed_by_both / "rulebook.toml")
    # Held against the signed ones, the rules are named.
    found = run("check", package, out, "--rulebook", signed_by_both / "rulebook.toml")
    assert found.exit_code == 1
    assert (
        "rules_are_these: signed.compact.content.evidence_age.red is 9000, and should be 200" in found.output
    )


def test_default_rules_are_not_taken_for_those_of_a_city_that_has_signed_others(
    cities, signed_by_both, tmp_path
):
    out, package = tmp_path / "p.json", cities / "port-ellery"
    assert run("status", package, "--on", DAY, "--write", out).exit_code == 0
    found = run("check", package, out, "--city", signed_by_both)
    assert found.exit_code == 1
    assert "rules_are_these" in found.output
    assert "CONSISTENT, not proved" in run("check", package, out).output


def test_nobody_signs_under_a_name_that_the_city_does_not_list_for_the_key(cities, signed_by_both, tmp_path):
    book, package = signed_by_both / "rulebook.toml", cities / "port-ellery"
    signatures = signed_by_both / "rulebook.signatures.json"
    signatures.write_text(signatures.read_text().replace('"name": "district"', '"name": "Mayor Jane Doe"'))
    out = tmp_path / "p.json"
    assert run("status", package, "--on", DAY, "--rulebook", book, "--write", out).exit_code == 0
    assert "Mayor" not in out.read_text()
    out.write_text(out.read_text().replace('"name": "district"', '"name": "Mayor Jane Doe"'))
    for more in (("--city", signed_by_both), ("--rulebook", book)):
        assert run("check", package, out, *more).exit_code == 1


def test_status_never_writes_over_anything_but_an_earlier_progress(cities, tmp_path):
    package = cities / "port-ellery"
    thesis = tmp_path / "thesis.txt"
    thesis.write_text("ten years")
    refused = run("status", package, "--on", DAY, "--write", thesis)
    assert (refused.exit_code, thesis.read_text()) == (1, "ten years")
    for _ in range(2):
        assert run("status", package, "--on", DAY, "--write", tmp_path / "p.json").exit_code == 0


def test_a_result_is_worded_for_its_own_facts_only(cities, tmp_path):
    package, out = cities / "port-ellery", tmp_path / "p.json"
    run("status", package, "--on", DAY, "--write", out)
    assert run("explain", package, out, "buses").exit_code == 0
    other = run("explain", cities / "alder-falls", out, "buses")
    assert (other.exit_code, "does not belong to these facts" in other.output) == (1, True)
    out.write_text(out.read_text().replace('"status": "dropped"', '"status": "done"'))
    assert run("explain", package, out, "buses").exit_code == 1


def test_signatures_of_strangers_do_not_count(cities, signed_by_both, tmp_path):
    out, package = tmp_path / "p.json", cities / "port-ellery"
    run("status", package, "--on", DAY, "--rulebook", signed_by_both / "rulebook.toml", "--write", out)
    text = (signed_by_both / "city.toml").read_text()
    (signed_by_both / "city.toml").write_text(text[: text.index("[[signers]]")])
    found = run("check", package, out, "--city", signed_by_both)
    assert found.exit_code == 1
    assert "its signature was made with a key that city.toml does not list" in found.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "is not the publication of a decision"),
        ("[1]", "is not the publication of a decision"),
        ("\x00", "cannot be read as JSON"),
        ('{"standing": {}}', "is of an earlier format"),
    ],
)
def test_what_is_no_progress_is_refused(cities, tmp_path, content, said):
    (tmp_path / "progress.json").write_text(content)
    found = run("check", cities / "port-ellery", tmp_path / "progress.json")
    assert found.exit_code == 1
    assert said in found.output
    nothing = run("check", cities / "port-ellery", tmp_path / "nothing.json")
    assert (nothing.exit_code, "cannot be read" in nothing.output) == (1, True)


def test_the_rules_of_a_rulebook_are_used(cities, tmp_path):
    book = tmp_path / "rulebook.toml"
    book.write_text('[rulebook]\nname = "N"\nversion = "1"\n[compact.evidence_age]\namber = 1\nred = 2\n')
    strict = run("status", cities / "port-ellery", "--on", DAY, "--rulebook", book, "--unsigned")
    assert strict.output.count("red ") > run("status", cities / "port-ellery", "--on", DAY).output.count(
        "red "
    )
    shown = RUN.invoke(app, ["rulebook", "show", str(book)], env={"COLUMNS": "200"})
    assert "When the latest evidence is 1 day old or more" in shown.output
    book.write_text('[rulebook]\nname = "N"\nversion = "1"\n[compact.evidence_age]\namber = 5\nred = 2\n')
    refused = run("status", cities / "port-ellery", "--rulebook", book)
    assert refused.exit_code == 1
    assert "red comes before amber" in refused.output


def test_cities_stand_side_by_side(cities):
    said = run("compare", *sorted(cities.iterdir()), "--on", DAY)
    assert said.exit_code == 0
    for name in ("Alder Falls (synthetic)", "Port Ellery (demo)"):
        assert name in said.output


def test_what_is_no_package_is_refused_with_every_problem(cities, tmp_path):
    (tmp_path / "compact.toml").write_text("city_id = 3\n")
    (tmp_path / "promises.csv").write_text("a\n1\n")
    said = run("status", tmp_path)
    assert said.exit_code == 1
    assert "has no column promise_id" in said.output
    assert "is not a text" in said.output
    assert run("status", tmp_path / "nothing").exit_code == 1
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert "is neither a folder nor a ZIP file" in run("status", tmp_path / "broken.zip").output


def test_starting_texts(tmp_path):
    assert "# Transport" in run("template", "transport").output
    assert "# Transporte" in run("template", "transport", "--spanish").output
    assert run("template", "weather").exit_code == 2


def test_a_demo_never_overwrites(cities):
    assert run("demo", cities).exit_code == 1
