"""A folder is checked as it is found: nothing that is missing, broken or strange in it ends the check."""

import json
import shutil

import pytest

from citycompact.doors import Draw
from citycompact.enrollment import ROOM
from citycompact.facts import sha256_hex
from citycompact.record.checked_folder import as_found, check_folder
from citycompact.record.commitment import read_commitment
from citycompact.record.in_folder import files_in
from citycompact.record.match.publishing import BESIDE, MATCH, RECORD_COPIES
from proven_rounds import AT, SEED, SOURCE, agree, all_verified, rules, write_round
from small_cities import town

LISTS = {f"a{n}": ["p", "q", "r"][n % 3 :] + ["p"] * (n % 3 > 0) for n in range(9)}
SEATS = {"p": 2, "q": 2, "r": 1}
CLAIMS = [{"applicant_id": "a1", "school_id": "Sp", "claim": "sibling", "verified": False}]
CITY, AGREED = agree(
    all_verified(town(LISTS, SEATS, claims=CLAIMS)),
    rules(
        groups={"sibling": {"kind": "sibling_attending", "claim": "sibling"}},
        priorities={"default": ["sibling"]},
    ),
)


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    folder = tmp_path_factory.mktemp("decided") / "round"
    published = write_round(folder, CITY, AGREED, Draw(SEED, SOURCE), AT)
    (folder.parent / "commitment.json").write_text(published)
    return folder


@pytest.fixture
def folder(decided, tmp_path):
    return shutil.copytree(decided, tmp_path / "round")


def check(folder, decided, draw=None):
    commitment = read_commitment(decided.parent / "commitment.json")
    found = as_found(folder, ROOM, MATCH)
    return check_folder(found, ROOM, MATCH, CITY, AGREED, draw, commitment, BESIDE)


def sentences(checked):
    broken = [item for item in checked.findings if item.promised and not item.holds]
    return [f"{item.name}: {example}" for item in broken for example in item.examples]


def test_the_untouched_folder_holds(folder, decided):
    assert sentences(check(folder, decided, Draw(SEED))) == []


def reseal(folder, **said):
    """Write the record anew, with the hash of every file that lies there."""
    record = json.loads((folder / "record.json").read_text()) | said
    names = [name for name in files_in(folder) if name not in ("record.json", *RECORD_COPIES)]
    record["files"] = {name: sha256_hex((folder / name).read_bytes()) for name in names}
    for name in ("record.json", *RECORD_COPIES):
        (folder / name).write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def test_a_round_of_another_version_with_its_own_verifier_holds(folder, decided):
    with open(folder / "audit" / "verify.py", "a") as file:
        file.write("# of another version\n")
    reseal(folder, software="citycompact 9.9")
    assert sentences(check(folder, decided, Draw(SEED))) == []


def change(path, how):
    content = path.read_bytes()
    match how:
        case "emptied":
            path.write_bytes(b"")
        case "gone":
            path.unlink()
        case "one byte":
            middle = len(content) // 2
            path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        case "longer":
            path.write_bytes(content + b"\n")
        case "not UTF-8":
            path.write_bytes(content + b"\xff")
        case "a folder":
            path.unlink()
            path.mkdir()


HOW = ("emptied", "gone", "one byte", "longer", "not UTF-8", "a folder")


@pytest.mark.parametrize("how", HOW)
def test_whatever_is_done_to_any_file_is_found_and_that_file_is_named(decided, tmp_path, how):
    for name in files_in(decided):
        folder = shutil.copytree(decided, tmp_path / f"{how}-{name.replace('/', '-')}")
        change(folder / name, how)
        said = sentences(check(folder, decided, Draw(SEED)))
        assert [line for line in said if name in line], (name, said)
        shutil.rmtree(folder)


def test_a_file_that_was_added_is_named_wherever_it_lies(folder, decided):
    for name in ("more.csv", "audit/public/more.json", "deep/er/note.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("believe me")
        named = f"files_are_those_of_the_record: {name}: belongs to no such decision"
        assert named in sentences(check(folder, decided))
        kept = (folder / "record.json").read_bytes()
        reseal(folder)
        assert named in sentences(check(folder, decided))
        for record in ("record.json", *RECORD_COPIES):
            (folder / record).write_bytes(kept)
        (folder / name).unlink()


def test_with_an_emptied_table_the_others_are_tested_and_differing_rows_named(folder, decided):
    (folder / "waitlists.csv").write_text("")
    table = folder / "assignments.csv"
    lines = table.read_text().split("\n")
    lines[1] = lines[1].split(",")[0] + ",nowhere,1,1"
    table.write_text("\n".join(lines))
    said = sentences(check(folder, decided))
    assert "decided_again: assignments.csv, line 2: 'a0,nowhere,1,1' should not be there" in said
    assert [line for line in said if line.startswith("feasible:") and "a0" in line]
    assert [line for line in said if line.startswith("waitlists_in_order:")]


def test_a_row_that_is_none_leaves_the_other_rows_to_be_tested(folder, decided):
    table = folder / "assignments.csv"
    lines = table.read_text().split("\n")
    lines[1] = lines[1].replace(",1,", ",first,").replace(",2,", ",first,")
    lines[2] = lines[2] + ",more,cells"
    table.write_text("\n".join(lines))
    said = sentences(check(folder, decided))
    assert [line for line in said if line.startswith("record_is_of_these: assignments.csv")]
    missing = [line for line in said if line.startswith("feasible:")]
    assert len(missing) <= 3, missing


def test_whoever_writes_all_hashes_anew_is_found_all_the_same(folder, decided):
    (folder / "explanations.csv").write_text(
        (folder / "explanations.csv").read_text().replace("seats_filled", "not_open_to_you", 1)
    )
    digests = json.loads((folder / "record.json").read_text())["result_sha256"]
    digest = sha256_hex((folder / "explanations.csv").read_bytes())
    reseal(folder, result_sha256=digests | {"explanations": digest})
    said = sentences(check(folder, decided))
    assert [line for line in said if line.startswith("decided_again: explanations.csv, line ")]
    assert [line for line in said if "result_sha256.explanations" in line]


def test_without_any_record_the_draw_has_to_be_given(folder, decided):
    for name in ("record.json", *RECORD_COPIES):
        (folder / name).unlink()
    assert "the draw is not known" in sentences(check(folder, decided))[-1]
    said = sentences(check(folder, decided, Draw(SEED)))
    assert [line for line in said if "record.json: is missing" in line]
    assert not [line for line in said if line.startswith("decided_again")]
