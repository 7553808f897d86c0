"""The stand-alone verifier: it accepts every true round and names what differs in every other."""

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from citycompact.doors import Draw
from citycompact.enrollment import EnrollmentRules
from citycompact.facts import FactsError
from citycompact.record import verify
from citycompact.record.agreed import Agreed
from citycompact.record.match.publishing import MATCH, write_manifests
from citycompact.record.match.running import run_round
from citycompact.rulebook import parse_rulebook
from small_cities import cities, rules


def run(*arguments):
    done = subprocess.run(
        [sys.executable, "-I", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def differences(folder):
    """What the verifier says of a folder; run in this process, since a test calls it hundreds of times."""
    bundle, report = verify.Bundle(folder), verify.Report()
    try:
        verify.check_manifests(bundle, report)
        verify.check_public(bundle, report)
        verify.check_assignment(bundle, report, verify.read_applications(bundle, report))
        verify.check_results(bundle, report)
    except (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        report.differences.append(f"cannot be read: {error}")
    return report.differences


def finished_round(folder, city, agreed, seed="s", replayed=False):
    content = agreed.model_dump(mode="json", exclude_unset=True)
    text = '[rulebook]\nname = "R"\nversion = "1"\ncity = "town"\nsigning_sectors = ["district", "charter"]\n'
    book = replace(parse_rulebook(text, "r.toml", frozenset()), content={"enrollment": content})
    signed = Agreed.of(MATCH, agreed, book, [], city)
    draw = Draw(seed, "a test", replayed)
    return run_round(city, signed, draw, folder, charts=False)


@given(cities(), rules())
@settings(max_examples=120)
def test_it_recomputes_every_random_round_to_the_letter(tmp_path_factory, city, agreed):
    try:
        folder = tmp_path_factory.mktemp("round") / "r"
        finished_round(folder, city, agreed)
    except FactsError:
        return
    assert differences(folder / "audit") == []


@pytest.mark.parametrize(
    "numbers",
    [[2**53 + 1, 2**53, -(2**63), 2**63 - 1], [0.1, 1e-7, 1e20, 87.5], [5, -1, 0, 3]],
    ids=["large", "fractions", "small"],
)
def test_it_recomputes_a_replayed_round_from_recorded_numbers_of_any_size(tmp_path, numbers):
    from small_cities import town

    people = ['A"1', "line\u2028end", "😀", "ñ"]
    city = town(
        {name: ["p", "q"] for name in people},
        {"p": 1, "q": 2},
        lottery=[{"applicant_id": a, "number": n} for a, n in zip(people, numbers, strict=True)],
    )
    done = finished_round(tmp_path / "r", city, EnrollmentRules(), seed=None, replayed=True)
    audit = tmp_path / "r" / "audit"
    assert differences(audit) == []
    for applicant, program in (
        done.result.tables["assignments"].select("applicant_id", "program_id").iter_rows()
    ):
        report = verify.Report()
        path = receipt_of(tmp_path / "r", applicant, tmp_path / "receipt.json")
        said = verify.check_receipt(path, verify.Bundle(audit), report)
        assert report.differences == []
        assert (f"program {program}." if program else "no seat") in said
    # The cutoff is the number itself, not a double near it.
    path = audit / "auditor" / "cutoffs.csv"
    table = pl.read_csv(path, infer_schema=False)
    changed_numbers = [
        None if text is None else str(int(text) + 1) if text.lstrip("-").isdecimal() else text + "1"
        for text in table["lottery_number"]
    ]
    table.with_columns(pl.Series("lottery_number", changed_numbers, dtype=pl.String)).write_csv(path)
    remanifest(audit)
    assert any("lottery_number" in line for line in differences(audit))


def test_it_runs_alone_with_nothing_but_python(finished):
    code, said = run(finished / "audit" / "verify.py")
    assert code == 0
    assert said.startswith("VERIFIED\n")


def test_a_stranger_with_the_public_bundle_alone_can_check_its_hashes(finished, tmp_path):
    shutil.copytree(finished / "audit" / "public", tmp_path / "public")
    code, said = run(finished / "audit" / "verify.py", tmp_path)
    assert code == 0
    assert "public bundle" in said


def changed(value):
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 1
    if isinstance(value, str):
        return value + "x" if value else "1"
    return "changed"


def places(value, path=()):
    """Every leaf of a JSON value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from places(inner, (*path, key))
    else:
        yield path


def remanifest(folder):
    write_manifests(folder)


@pytest.fixture
def bundle(finished, tmp_path):
    shutil.copytree(finished / "audit", tmp_path / "audit")
    return tmp_path / "audit"


def each_json_change(path: Path, most: int = 60):
    content = json.loads(path.read_text(encoding="utf-8"))
    leaves = list(places(content))
    step = max(1, len(leaves) // most)
    for leaf in leaves[::step]:
        copy = json.loads(json.dumps(content))
        node = copy
        for key in leaf[:-1]:
            node = node[key]
        node[leaf[-1]] = changed(node[leaf[-1]])
        yield leaf, json.dumps(copy)


@pytest.mark.parametrize(
    "name", ["public/commitment.json", "public/rulebook.json", "public/seats.json", "auditor/siblings.json"]
)
def test_every_changed_field_of_a_json_file_is_caught_even_with_a_new_manifest(bundle, name):
    path = bundle / name
    original = path.read_text(encoding="utf-8")
    tried = 0
    for leaf, text in each_json_change(path, 25):
        path.write_text(text, encoding="utf-8")
        remanifest(bundle)
        assert differences(bundle) != [], leaf
        tried += 1
        path.write_text(original, encoding="utf-8")
        remanifest(bundle)
    assert tried > 2


def test_another_seed_is_caught(bundle):
    draw = json.loads((bundle / "public" / "draw.json").read_text())
    (bundle / "public" / "draw.json").write_text(json.dumps({**draw, "seed": "another"}))
    remanifest(bundle)
    assert any("assignments.csv" in line for line in differences(bundle))


@pytest.mark.parametrize(
    "name",
    [
        "auditor/assignments.csv",
        "auditor/waitlists.csv",
        "auditor/cutoffs.csv",
        "public/cutoffs.csv",
        "public/counts.csv",
    ],
)
def test_every_changed_column_of_a_table_is_caught_even_with_a_new_manifest(bundle, name):
    path = bundle / name
    original = path.read_bytes()
    frame = pl.read_csv(path, infer_schema=False)
    for column in frame.columns:
        given_rows = frame.with_row_index().filter(pl.col(column).is_not_null())["index"].to_list()
        for row in given_rows[:: max(1, len(given_rows) // 3)][:3]:
            values = frame[column].to_list()
            value = values[row]
            values[row] = {"true": "false", "false": "true"}.get(
                value, str(int(value) + 1) if value.isdecimal() else value + "x"
            )
            frame.with_columns(pl.Series(column, values)).write_csv(path)
            remanifest(bundle)
            assert differences(bundle) != [], (column, row)
    path.write_bytes(original)


def true_offers(bundle):
    """Offers by program and seats filled by bucket, with nothing hidden."""
    cutoffs = pl.read_csv(bundle / "auditor" / "cutoffs.csv", infer_schema=False)
    assigned = pl.read_csv(bundle / "auditor" / "assignments.csv", infer_schema=False)
    offers = dict(assigned.drop_nulls("program_id").group_by("program_id").len().iter_rows())
    return offers, cutoffs["filled"].to_list()


@pytest.mark.parametrize(("name", "column"), [("counts", "offers"), ("cutoffs", "filled")])
def test_every_hidden_count_that_is_shown_and_every_shown_one_that_is_hidden_is_caught(bundle, name, column):
    path = bundle / "public" / f"{name}.csv"
    frame = pl.read_csv(path, infer_schema=False)
    offers, filled = true_offers(bundle)
    true = [str(offers.get(p, 0)) for p in frame["program_id"]] if name == "counts" else filled
    values = frame[column].to_list()
    hidden = [row for row, value in enumerate(values) if value is None]
    shown = [row for row, value in enumerate(values) if value is not None]
    beside = [row for row in hidden if int(true[row]) >= verify.SMALLEST_SHOWN]
    assert beside or name == "cutoffs", "some counts are hidden only because others are"
    for row in [*hidden[:4], *beside[:2], *shown[:: max(1, len(shown) // 4)]]:
        planted = [*values]
        planted[row] = true[row] if values[row] is None else None
        frame.with_columns(pl.Series(column, planted, dtype=pl.String)).write_csv(path)
        remanifest(bundle)
        said = differences(bundle)
        assert len(said) == 1, (row, said)
        assert f"public/{name}.csv" in said[0]
        assert column in said[0]


@pytest.mark.parametrize("name", ["auditor/assignments.csv", "auditor/waitlists.csv", "public/counts.csv"])
def test_a_missing_and_a_repeated_row_are_caught(bundle, name):
    path = bundle / name
    lines = path.read_text().splitlines(keepends=True)
    for text in ("".join(lines[:-1]), "".join([*lines, lines[-1]])):
        path.write_text(text)
        remanifest(bundle)
        assert differences(bundle) != []


def test_every_changed_field_of_an_application_is_caught(bundle):
    path = bundle / "auditor" / "applications.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if line.count("[[") and "sibling" in line)
    salt, _, record = lines[number].partition(" ")
    content = json.loads(record)
    variants = [f"{'0' * 32} {record}"]
    for leaf in places(content):
        copy = json.loads(record)
        node = copy
        for key in leaf[:-1]:
            node = node[key]
        node[leaf[-1]] = changed(node[leaf[-1]])
        variants.append(f"{salt} {json.dumps(copy, separators=(',', ':'), ensure_ascii=False)}")
    for variant in variants:
        path.write_text("\n".join([*lines[:number], variant, *lines[number + 1 :]]) + "\n", encoding="utf-8")
        remanifest(bundle)
        assert any("Merkle root" in line or "cannot be read" in line for line in differences(bundle)), variant
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    remanifest(bundle)
    assert any("number of applications" in line for line in differences(bundle))


@pytest.mark.parametrize(
    "respell",
    [
        lambda record: record.replace(",", ", ", 1),
        lambda record: record.replace('"weight":1', '"weight":1.0'),
        lambda record: record.replace('"A', '"\\u0041', 1),
        lambda record: json.dumps(dict(reversed(json.loads(record).items())), separators=(",", ":")),
        lambda record: record.replace("{", '{"applicant":"another",', 1),
    ],
    ids=["white space", "1.0", "escaped", "order of keys", "key twice"],
)
def test_a_record_that_is_not_canonical_is_caught_even_under_a_root_that_fits(bundle, respell):
    path = bundle / "auditor" / "applications.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    salt, _, record = lines[4].partition(" ")
    assert respell(record) != record
    lines[4] = f"{salt} {respell(record)}"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    salted = [line.partition(" ") for line in lines]
    root = verify.merkle_root(
        [verify.sha256(b"\0" + bytes.fromhex(salt) + record.encode()) for salt, _, record in salted]
    )
    commitment = bundle / "public" / "commitment.json"
    content = json.loads(commitment.read_text())
    commitment.write_text(json.dumps({**content, "applications_root": root.hex()}))
    remanifest(bundle)
    assert differences(bundle) == [
        "auditor/applications.txt: lines with other than canonical JSON: should be [], is [5]"
    ]


def test_another_format_is_refused_with_the_verifier_to_use(finished, bundle, tmp_path):
    receipt = receipt_of(finished, "A00003", tmp_path / "receipt.json")
    older = json.loads(receipt.read_text())
    receipt.write_text(json.dumps({**older, "format": "citycompact receipt 1"}))
    code, said = run(bundle / "verify.py", "--receipt", receipt)
    assert code == 1
    assert said.splitlines()[1:] == [
        "receipt.json: its format is 'citycompact receipt 1', and this verifier reads 'citycompact receipt "
        "2'. Use the verify.py of the bundle that the receipt came with."
    ]
    commitment = bundle / "public" / "commitment.json"
    content = json.loads(commitment.read_text())
    commitment.write_text(json.dumps({**content, "format": "citycompact commitment 1"}))
    remanifest(bundle)
    code, said = run(bundle / "verify.py")
    assert code == 1
    assert said.splitlines()[1:] == [
        "public/commitment.json: its format is 'citycompact commitment 1', and this verifier reads "
        "'citycompact commitment 2'. Use the verify.py of the bundle that the commitment came with."
    ]
    receipt.write_text(json.dumps(older))
    assert "commitment came with" in run(bundle / "verify.py", "--receipt", receipt)[1]


def test_a_file_changed_without_its_manifest_is_caught(bundle):
    for path in sorted(bundle.glob("*/*")):
        if path.name == "manifest.json":
            continue
        original = path.read_bytes()
        path.write_bytes(original + b" ")
        assert differences(bundle) != [], path.name
        path.write_bytes(original)
    (bundle / "public" / "extra.txt").write_text("x")
    assert any("files" in line for line in differences(bundle))


def receipt_of(finished, applicant, target):
    from citycompact.record.receipts import receipt_from_bundle

    target.write_text(json.dumps(receipt_from_bundle(finished / "audit", applicant)), encoding="utf-8")
    return target


def test_every_familys_receipt_gives_the_seat_it_received(finished, tmp_path, capsys):
    table = pl.read_csv(finished / "assignments.csv", infer_schema=False)
    bundle = verify.Bundle(finished / "audit")
    for applicant, program in table.select("applicant_id", "program_id").sample(60, seed=1).iter_rows():
        report = verify.Report()
        said = verify.check_receipt(receipt_of(finished, applicant, tmp_path / "r.json"), bundle, report)
        assert report.differences == []
        assert (f"program {program}." if program else "no seat") in said


def test_a_receipt_works_with_the_public_bundle_alone_and_a_false_one_is_refused(finished, tmp_path):
    shutil.copytree(finished / "audit" / "public", tmp_path / "public")
    path = receipt_of(finished, "A00003", tmp_path / "receipt.json")
    code, said = run(finished / "audit" / "verify.py", tmp_path, "--receipt", path)
    assert code == 0
    assert "Application of A00003: counted." in said
    receipt = json.loads(path.read_text())
    for field in ("record", "salt", "applications_root"):
        value = receipt[field]
        false = (
            value.replace("false", "true", 1)
            if field == "record"
            else value[:-1] + ("0" if value[-1] != "0" else "1")
        )
        path.write_text(json.dumps({**receipt, field: false}))
        code, said = run(finished / "audit" / "verify.py", tmp_path, "--receipt", path)
        assert code == 1
        assert said.startswith("NOT VERIFIED")
    path.write_text(json.dumps({**receipt, "path": receipt["path"][1:]}))
    assert run(finished / "audit" / "verify.py", tmp_path, "--receipt", path)[0] == 1


def with_leaves(audit, change):
    """Other leaves in the auditor's bundle, with the root, the number and the manifests made anew."""
    from citycompact.record.match.publishing import write_manifests

    path = audit / "auditor" / "results.txt"
    lines = change(path.read_text(encoding="utf-8").splitlines())
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    hashed = [
        hashlib.sha256(b"\0" + bytes.fromhex(salt) + leaf.encode()).digest()
        for salt, _, leaf in (line.partition(" ") for line in lines)
    ]
    published = audit / "public" / "results.json"
    content = json.loads(published.read_text())
    root = verify.merkle_root(hashed).hex()
    published.write_text(json.dumps({**content, "results": len(lines), "results_root": root}))
    write_manifests(audit)


def false_leaf(line):
    """The same child's leaf with another seat."""
    salt, _, leaf = line.partition(" ")
    content = json.loads(leaf)
    content["assignments"] = [{"bucket": 1, "choice_rank": 1, "program_id": "S001-K"}]
    return f"{salt} {json.dumps(content, sort_keys=True, separators=(',', ':'))}"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda lines: [false_leaf(lines[0]), *lines], "each once, as in assignments.csv"),
        (lambda lines: [*lines, lines[0]], "each once, as in assignments.csv"),
        (lambda lines: [lines[1], lines[0], *lines[2:]], "each once, as in assignments.csv"),
        (lambda lines: lines[:-1], "each once, as in assignments.csv"),
        (lambda lines: [f" {lines[0].partition(' ')[2]}", *lines[1:]], "32 hexadecimal digits"),
        (lambda lines: [lines[0].upper()[:32] + lines[0][32:], *lines[1:]], "32 hexadecimal digits"),
        (lambda lines: [false_leaf(lines[0]), *lines[1:]], "result of A00001"),
    ],
)
def test_nobody_has_two_leaves_or_a_false_one_under_a_root_made_for_it(bundle, change, said):
    with_leaves(bundle, change)
    assert any(said in line for line in differences(bundle))


def test_the_receipt_of_a_false_leaf_is_refused_with_the_public_bundle_alone(finished, bundle, tmp_path):
    with_leaves(bundle, lambda lines: [false_leaf(lines[0]), *lines])
    receipt = receipt_of(bundle.parent, "A00001", tmp_path / "receipt.json")
    shutil.rmtree(bundle / "auditor")
    code, found = run(bundle / "verify.py", "--receipt", receipt)
    assert (code, "result that follows from the cutoffs" in found) == (1, True), found
    half = json.loads(receipt.read_text())
    true = json.loads(receipt_of(finished, "A00001", tmp_path / "true.json").read_text())
    for change in ({"closed": ["S001-K"]}, {"sibling_placed": ["S001-K"]}, {"result_salt": ""}):
        receipt.write_text(json.dumps(true | change))
        assert run(finished / "audit" / "verify.py", "--receipt", receipt)[0] == 1, change
    receipt.write_text(json.dumps({k: v for k, v in half.items() if not k.startswith("result")}))
    assert "second receipt" in run(finished / "audit" / "verify.py", "--receipt", receipt)[1]


def test_other_mechanisms_say_what_is_not_recomputed(tmp_path):
    from small_cities import town

    agreed = EnrollmentRules.model_validate({"mechanism": {"name": "top_trading_cycles"}})
    finished_round(tmp_path / "r", town({"a": ["p"], "b": ["p"]}, {"p": 1}), agreed)
    code, said = run(tmp_path / "r" / "audit" / "verify.py")
    assert code == 0
    assert "not top_trading_cycles" in said


def test_another_city_section_or_other_signing_sectors_are_caught(bundle):
    path = bundle / "public" / "rulebook.json"
    original = json.loads(path.read_text(encoding="utf-8"))
    assert original["signing_sectors"] == ["charter", "district"]
    for change in (
        {"city": "elsewhere"},
        {"section": "compact"},
        {"signing_sectors": ["charter"]},
        {"more": 1},
    ):
        path.write_text(json.dumps({**original, **change}), encoding="utf-8")
        remanifest(bundle)
        assert any("rulebook.json" in line for line in differences(bundle)), change
