"""Every fault of a package is named with file, row, column, value and mend; nothing is half-loaded."""

import base64
import shutil
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typer.testing import CliRunner

from citycompact.city import inspect_city, read_city
from citycompact.cli import app
from citycompact.facts import FactsError

TABLES = {
    "operators": "operator_id,name,sector\nd,District,district\nc,Charter,charter\n",
    "schools": "school_id,name,operator_id\nS1,One,d\nS2,Two,c\n",
    "programs": "program_id,school_id,grade,seats\nP1,S1,K,2\nP2,S2,K,1\nP9,S2,9,5\n",
    "applicants": "applicant_id,grade,family_id,low_income\nA1,K,F1,true\nA2,K,F1,false\nA3,9,,true\n",
    "choices": "applicant_id,rank,program_id\nA1,1,P1\nA1,2,P2\nA2,1,P1\nA3,1,P9\n",
    "claims": "applicant_id,school_id,claim,verified\nA1,S1,sibling,true\n",
    "reserves": "program_id,position,group,seats,hard\nP1,1,low_income,1,false\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "city.toml").write_text('id = "t"\nname = "Town"\n', encoding="utf-8")
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def only(folder: Path):
    _, problems = inspect_city(folder)
    assert len(problems) == 1, problems
    return problems[0]


def put(folder: Path, table: str, text: str) -> None:
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")


def replace(folder: Path, table: str, old: str, new: str) -> None:
    text = TABLES[table]
    assert old in text
    put(folder, table, text.replace(old, new, 1))


def test_a_good_package_has_no_problem(folder):
    city = read_city(folder)
    assert city.table("applicants")["low_income"].to_list() == [True, False, True]
    assert city.table("scores").is_empty()


@pytest.mark.parametrize(
    ("table", "old", "new", "row", "column", "value", "words"),
    [
        ("applicants", "A2,K", "A1,K", 3, "applicant_id", "A1", "repeats row 2"),
        (
            "choices",
            "A3,1,P9",
            "A3,1,P8",
            5,
            "program_id",
            "P8",
            "names a program that programs.csv does not have",
        ),
        ("choices", "A1,2,P2", "A1,3,P2", 3, "rank", "3", "leaves a gap: rank 2 is missing"),
        ("choices", "A1,2,P2", "A1,1,P2", 3, "rank", "1", "a rank given twice"),
        ("choices", "A1,2,P2", "A1,2,P1", 3, "program_id", "P1", "a second time"),
        ("choices", "A1,2,P2", "A1,x,P2", 3, "rank", "x", "not a whole number"),
        ("choices", "A2,1,P1", "A2,1,P9", 4, "program_id", "P9", "program for grade 9"),
        ("programs", "P1,S1,K,2", "P1,S1,K,-2", 2, "seats", "-2", "negative"),
        ("programs", "P1,S1,K,2", "P1,S1,,2", 2, "grade", "", "empty"),
        ("programs", "P9,S2,9,5", "P9,S2,13,5", 4, "grade", "13", "not a grade"),
        ("schools", "S2,Two,c", "S2,Two,x", 3, "operator_id", "x", "operators.csv does not have"),
        ("operators", "c,Charter,charter", "c,Charter,private", 3, "sector", "private", "not a sector"),
        (
            "claims",
            "A1,S1,sibling",
            "A7,S1,sibling",
            2,
            "applicant_id",
            "A7",
            "an applicant that applicants.csv does not have",
        ),
        ("claims", "sibling,true", "sibling,perhaps", 2, "verified", "perhaps", "not true or false"),
    ],
)
def test_each_fault_is_named_in_its_place(folder, table, old, new, row, column, value, words):
    replace(folder, table, old, new)
    _, problems = inspect_city(folder)
    found = [p for p in problems if p.file == f"{table}.csv" and p.column == column]
    assert found, problems
    assert words in found[0].message
    assert (found[0].row, found[0].value) == (row, value)
    assert found[0].mend


def test_reserves_that_exceed_the_seats(folder):
    put(folder, "reserves", "program_id,position,group,seats\nP1,1,low_income,2\nP1,2,zone,1\n")
    found = [p for p in inspect_city(folder)[1] if p.file == "reserves.csv"]
    assert "reserved seats of program P1 to 3, but it has 2 seats" in found[0].message


def test_a_missing_column_and_a_missing_table_are_both_named(folder):
    put(folder, "programs", "program_id,school_id,grade\nP1,S1,K\n")
    (folder / "choices.csv").unlink()
    messages = [str(problem) for problem in inspect_city(folder)[1]]
    assert any("has no column seats" in message for message in messages)
    assert any("choices.csv: is missing" in message for message in messages)


def test_problems_of_different_files_come_all_at_once(folder):
    replace(folder, "choices", "A1,2,P2", "A1,3,P2")
    replace(folder, "programs", "K,2", "K,-2")
    replace(folder, "claims", "A1", "A9")
    files = {problem.file for problem in inspect_city(folder)[1]}
    assert {"choices.csv", "programs.csv", "claims.csv"} <= files
    with pytest.raises(FactsError) as caught:
        read_city(folder)
    assert len(caught.value.problems) >= 3


def test_many_faults_of_one_kind_are_counted_and_can_be_listed(folder):
    put(folder, "choices", "applicant_id,rank,program_id\n" + "".join(f"X{n},1,P1\n" for n in range(300)))
    shown = inspect_city(folder)[1]
    assert any("200 more rows" in problem.message for problem in shown)
    everything = inspect_city(folder, per_check=0)[1]
    assert len(everything) == 300


@pytest.mark.slow
def test_two_million_rows_are_read_and_the_one_fault_is_found(folder):
    put(folder, "applicants", "applicant_id,grade\n" + "".join(f"A{n},K\n" for n in range(1_000_000)))
    rows = "".join(f"A{n},1,P1\nA{n},2,P2\n" for n in range(1_000_000))
    put(folder, "choices", "applicant_id,rank,program_id\n" + rows.replace("A777777,2,P2", "A777777,2,P7"))
    put(folder, "claims", TABLES["claims"])
    problem = only(folder)
    assert (problem.file, problem.row, problem.value) == ("choices.csv", 777_777 * 2 + 3, "P7")


def test_validate_prints_every_problem_and_ends_with_1(folder):
    replace(folder, "choices", "A3,1,P9", "A3,1,P8")
    shutil.copy(folder / "city.toml", folder / "kept.toml")
    result = CliRunner().invoke(app, ["validate", str(folder)])
    assert result.exit_code == 1
    assert "choices.csv, row 5, program_id: 'P8'" in result.output
    assert "1 problem found." in result.output


def test_validate_says_what_it_found_in_a_good_package(folder):
    result = CliRunner().invoke(app, ["validate", str(folder)])
    assert result.exit_code == 0
    assert "Town: no problems. 2 operators, 2 schools, 3 programs" in result.output


def test_a_group_in_reserves_that_nobody_defined_is_found_by_validate(folder):
    replace(folder, "reserves", "low_income", "low_incom")
    result = CliRunner().invoke(app, ["validate", str(folder)])
    assert result.exit_code == 1
    assert "neither defined nor a true/false column" in result.output


def with_signers(folder: Path, *keys_of_sectors: tuple[str, str]) -> list:
    lines = "".join(
        f'[[signers]]\nname = "Signer {number}"\nsector = "{sector}"\npublic_key = "{key}"\n'
        for number, (sector, key) in enumerate(keys_of_sectors, start=1)
    )
    (folder / "city.toml").write_text(f'id = "t"\nname = "Town"\n{lines}', encoding="utf-8")
    return inspect_city(folder)[1]


def key() -> str:
    return base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()


def test_a_key_of_its_own_for_each_sector_is_no_problem(folder):
    assert with_signers(folder, ("district", key()), ("charter", key())) == []


def test_one_key_may_not_sign_for_two_sectors(folder):
    shared = key()
    (problem,) = with_signers(folder, ("district", shared), ("charter", key()), ("charter", shared))
    assert "signer 3" in problem.message
    assert "two sectors" in problem.message


@pytest.mark.parametrize(
    "weak",
    [
        "not base64!",
        base64.b64encode(b"short").decode(),
        base64.b64encode((0).to_bytes(32, "little")).decode(),
        base64.b64encode((1).to_bytes(32, "little")).decode(),
        base64.b64encode((2**255 + 1).to_bytes(32, "little")).decode(),
        base64.b64encode((2**255 - 20).to_bytes(32, "little")).decode(),
        base64.b64encode((2**255 - 19).to_bytes(32, "little")).decode(),
        base64.b64encode(
            bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
        ).decode(),
        base64.b64encode(
            bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
        ).decode(),
    ],
)
def test_a_key_that_is_none_or_that_anybody_could_sign_with_is_named(folder, weak):
    (problem,) = with_signers(folder, ("district", key()), ("charter", weak))
    assert "signer 2 has no Ed25519 public key" in problem.message
    assert problem.value == weak
