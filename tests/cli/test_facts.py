"""validate: whatever a folder holds wrongly is said before anything rests on it, in every room at once."""

import datetime
import shutil

import pytest
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.compact import write_compact
from citycompact.compact.demo import port_ellery
from official_draws import SEED

RUN = CliRunner()


def validate(folder, *options):
    done = RUN.invoke(app, ["validate", str(folder), *options], env={"COLUMNS": "250"})
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
    done = RUN.invoke(app, ["match", str(city), "--seed", SEED, "--out", str(tmp_path / "out")])
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
        (lambda path: (path / "city.toml").mkdir(parents=True), "city.toml: is a folder"),
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


RULES = """[rulebook]
name = "R"
version = "1"

[enrollment.groups.near]
kind = "zone"

[enrollment.groups.attending]
kind = "sibling_attending"

[enrollment.priorities]
default = ["low_income", "attending", "near"]

[enrollment.verification]
low_income = ["agency"]

[[enrollment.guarantees]]
kind = "current_school"
"""


@pytest.fixture
def small(tmp_path):
    """Five children and two schools; A's program has one seat."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "city.toml").write_text('id = "t"\nname = "Town"\n')
    (folder / "rulebook.toml").write_text(RULES)
    tables = {
        "operators": "operator_id,name,sector\nd,District,district\n",
        "schools": "school_id,name,operator_id\nA,Ash,d\nB,Birch,d\n",
        "programs": "program_id,school_id,grade,seats\nA-K,A,K,1\nB-K,B,K,9\n",
        "applicants": "applicant_id,grade,current_school_id,low_income\n"
        "c1,K,A,true\nc2,K,A,true\nc3,K,A,false\nc4,K,B,true\nc5,K,,true\n",
        "choices": "applicant_id,rank,program_id\nc1,1,A-K\nc2,1,A-K\nc3,1,A-K\nc4,1,B-K\nc5,1,B-K\n",
        "claims": "applicant_id,school_id,claim,verified\nc5,B,sibling,false\nc4,B,sibling,true\n",
        "verifications": "applicant_id,fact,how\nc1,low_income,agency\nc2,low_income,document\n",
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def verify_present_school(folder, *children):
    with open(folder / "verifications.csv", "a") as rows:
        rows.writelines(f"{child},current_school_id,roster\n" for child in children)


def test_what_is_claimed_and_not_verified_is_listed_by_fact_and_school(small):
    code, said = validate(small)
    assert code == 0, said
    lines = [line for line in said.splitlines() if "claimed and not verified" in line]
    # A document is no way that the rules accept for low income; c3 states nothing of it, c5 has no school.
    assert lines == [
        "current_school_id: 4 claimed and not verified, so not counted: A 3, B 1.",
        "low_income: 3 claimed and not verified, so not counted: A 1, B 1, no school 1.",
        "sibling: 1 claimed and not verified, so not counted: B 1.",
    ]
    verify_present_school(small, "c3", "c4")
    said = validate(small)[1]
    assert "current_school_id: 2 claimed and not verified, so not counted: A 2." in said


def test_many_schools_are_named_only_where_all_are_asked_for(city):
    few, every = validate(city)[1], validate(city, "--all")[1]
    assert "more schools (--all names them)" in few
    assert "more schools" not in every
    lines = [line for line in every.splitlines() if line.startswith("low_income:")]
    stated = int(lines[0].split(" claimed")[0].split()[-1])
    counts = lines[0].rstrip(".").partition("not counted: ")[2].split(", ")
    assert stated == sum(int(one.rsplit(" ", 1)[1]) for one in counts)


def test_rights_that_cannot_all_be_kept_are_refused_with_the_childrens_names(small):
    verify_present_school(small, "c1", "c3", "c4")
    code, said = validate(small)
    assert (code, "program A-K owes 2 guaranteed seats and has 1" in said) == (1, True), said
    assert "the rights of c1, c3 cannot all be kept" in said
    # The right that nobody verified is none, and one seat is enough for one.
    (small / "verifications.csv").write_text("applicant_id,fact,how\nc1,current_school_id,roster\n")
    assert validate(small)[0] == 0


def test_hard_seats_are_no_seats_of_those_whom_they_shut_out(small):
    verify_present_school(small, "c1", "c3")
    (small / "programs.csv").write_text("program_id,school_id,grade,seats\nA-K,A,K,2\nB-K,B,K,9\n")
    assert validate(small)[0] == 0
    (small / "reserves.csv").write_text("program_id,position,group,seats,hard\nA-K,1,low_income,2,true\n")
    code, said = validate(small)
    assert (code, "the rights of c3 cannot all be kept" in said) == (1, True), said


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        ("c|5", "the bar |"),
        ("c\n5", "U+000A"),
        ("c\u20285", "U+2028"),
        ("c\u200b5", "U+200B"),
        ("c\u200d5", "U+200D"),
        ("c\u202e5", "U+202E"),
    ],
)
@pytest.mark.parametrize("table", ["applicants", "programs", "schools"])
def test_ids_with_what_nobody_sees_or_what_parts_a_hash_are_refused(small, table, odd, named):
    path = small / f"{table}.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    rest = rows[-1].partition(",")[2]
    path.write_text("\n".join([header, *rows, f'"{odd}",{rest}', ""]), encoding="utf-8", newline="\n")
    code, said = validate(small)
    assert (code, f"holds what no id may hold: {named}." in said) == (1, True), said
    assert f"{table}.csv, row {len(rows) + 2}" in said


def test_two_ids_that_look_the_same_are_one_id(small):
    one, two = "caf\u00e9", "cafe\u0301"
    assert one != two
    path = small / "applicants.csv"
    whole = path.read_text()
    path.write_text(f"{whole}{one},K,,false\n", encoding="utf-8")
    assert validate(small)[0] == 0
    path.write_text(f"{whole}{one},K,,false\n{two},K,,false\n", encoding="utf-8")
    code, said = validate(small)
    assert (code, "applicants.csv, row 8, applicant_id: " in said) == (1, True), said
    assert "repeats row 7" in said
    # And what is written one way finds what is written the other.
    path.write_text(f"{whole}{one},K,,false\n", encoding="utf-8")
    with open(small / "choices.csv", "a", encoding="utf-8") as choices:
        choices.write(f"{two},1,B-K\n")
    code, said = validate(small)
    assert code == 0, said


@pytest.mark.parametrize("name", ["verifications.csv", "claims.parquet", "rulebook.toml"])
def test_a_folder_in_the_place_of_a_file_is_not_taken_for_its_absence(demo_folder, tmp_path, name):
    city = shutil.copytree(demo_folder, tmp_path / "city")
    (city / name).unlink(missing_ok=True)
    (city / name).mkdir()
    done = RUN.invoke(app, ["validate", str(city)])
    assert (done.exit_code, f"{name}: is a folder, and not a file." in " ".join(done.output.split())) == (
        1,
        True,
    )
