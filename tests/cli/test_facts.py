"""validate: whatever a folder holds wrongly is said before anything rests on it, in every room at once."""

import datetime
import shutil

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.compact import write_compact
from citycompact.compact.demo import port_ellery

RUN = CliRunner()


def validate(folder):
    done = RUN.invoke(app, ["validate", str(folder)], env={"COLUMNS": "250"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


@pytest.fixture
def city(demo_folder, tmp_path):
    return shutil.copytree(demo_folder, tmp_path / "city")


def test_a_good_city_says_what_it_holds(city):
    code, said = validate(city)
    assert code == 0, said
    assert "no problems" in said
    assert "applicants" in said


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("city.toml", ("languages = [", 'languages = ["fr", '), "not languages there are words for"),
        ("city.toml", ("[[signers]]", "[[signer]]"), "is no key that is read"),
        ("rulebook.toml", ('city = "', 'city = "other-'), "is for the city"),
        ("rulebook.signatures.json", ("{", "["), "cannot be read as signatures"),
        ("programs.csv", (",K,", ",K,"), None),
    ],
)
def test_what_is_wrong_beside_the_tables_is_named(city, name, change, said):
    path = city / name
    path.write_text(path.read_text().replace(*change))
    code, found = validate(city)
    assert (code, found.count("Traceback")) == (0 if said is None else 1, 0), found
    assert (said or "no problems") in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rulebook.toml", "rulebok.toml", "the rulebook is called rulebook.toml"),
        ("claims.csv", "claims.xlsx", "a table is a CSV or Parquet file, not xlsx"),
        ("choices.csv", "choices.txt", "Save it as choices.csv"),
        ("claims.csv", "claim.csv", "the table is called claims"),
    ],
)
def test_a_file_under_another_name_is_never_taken_for_absent(city, old, new, said):
    (city / old).rename(city / new)
    code, found = validate(city)
    assert (code, said in found) == (1, True), found


def test_a_match_does_not_fall_back_on_the_default_rules_for_a_misspelled_rulebook(city, tmp_path):
    (city / "rulebook.toml").rename(city / "rulebok.toml")
    done = RUN.invoke(app, ["match", str(city), "--seed", "x", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert "the rulebook is called rulebook.toml" in done.output
    assert not (tmp_path / "out").exists()


def test_signatures_that_are_missing_are_a_warning(city):
    (city / "rulebook.signatures.json").unlink()
    code, said = validate(city)
    assert code == 0
    assert "[enrollment] is not signed by district, charter" in said


def test_seats_of_sixteen_digits_are_refused(city):
    rows = (city / "programs.csv").read_text().split("\n")
    header, first = rows[0].split(","), rows[1].split(",")
    first[header.index("seats")] = "1234567890123456"
    (city / "programs.csv").write_text("\n".join([rows[0], ",".join(first), *rows[2:]]))
    code, said = validate(city)
    assert code == 1
    assert "has more than 15 significant digits" in said


def test_a_compact_is_read_by_its_room_alone_or_in_the_folder_of_its_city(city, tmp_path):
    facts = port_ellery(datetime.date(2027, 6, 1))
    write_compact(facts, tmp_path / "compact")
    code, said = validate(tmp_path / "compact")
    assert code == 0, said
    assert "Port Ellery (demo), compact: no problems." in said
    write_compact(facts, city)
    code, said = validate(city)
    assert code == 0, said
    assert said.count("no problems") == 2
    # Problems of both rooms are said at once.
    (city / "promises.csv").write_text((city / "promises.csv").read_text().replace("both", "neither"))
    (city / "schools.csv").write_text("school_id\nA\n")
    code, said = validate(city)
    assert code == 1
    assert "promises.csv" in said
    assert "schools.csv" in said


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "is not a folder"),
        (lambda path: path.mkdir(), "city.toml: is missing"),
        (lambda path: path.write_text("x"), "is neither a folder nor a ZIP file"),
        (lambda path: path.write_bytes(b"PK\x03\x04 broken"), "is neither a folder nor a ZIP file"),
        (lambda path: (path / "city.toml").mkdir(parents=True), "city.toml: is missing"),
    ],
)
def test_what_is_no_package_is_said_in_a_sentence(tmp_path, make, said):
    make(tmp_path / "given")
    code, found = validate(tmp_path / "given")
    assert (code, said in found) == (1, True), found


@pytest.mark.parametrize("content", [b"", b"\x00\x00", b"\xff\xfea\x00", b"\xef\xbb\xbf", b"a\r\n", b'"'])
@pytest.mark.parametrize("name", ["schools.csv", "city.toml", "rulebook.toml", "choices.parquet"])
def test_no_content_of_a_file_ends_in_a_traceback(city, name, content):
    (city / "choices.csv").unlink()
    (city / name).write_bytes(content)
    code, found = validate(city)
    assert code in (0, 1)
    assert "Traceback" not in found
    assert "problem" in found
