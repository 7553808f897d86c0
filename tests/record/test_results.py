"""The results root: everybody's result is a leaf, canonical, salted, and provable from the root."""

import json
import shutil
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from citycompact.cli import app
from citycompact.doors import Result
from citycompact.facts import FactsError, canonical_json, sha256_hex
from citycompact.record.results import results_of
from citycompact.record.verify import root_of
from citycompact.record.written import plain_text
from official_draws import BEFORE, SEED
from proven_rounds import Proven, verifier

NAMES = st.text(
    st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), min_size=1, max_size=8
)
LEFT = {"who": pl.String, "n": pl.Int64, "yes": pl.Boolean, "share": pl.Float64}


@given(
    st.dictionaries(
        NAMES,
        st.tuples(
            st.none() | st.integers(-(2**60), 2**60), st.none() | st.booleans(), st.none() | st.floats(0, 1)
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(0, 5), NAMES), max_size=6),
)
def test_every_leaf_is_canonical_and_leads_to_the_root(people, touched):
    names = list(people)
    first = pl.DataFrame([(name, *row) for name, row in people.items()], schema=LEFT, orient="row")
    rows = [(names[n % len(names)], text) for n, text in touched]
    second = pl.DataFrame(rows, schema={"who": pl.String, "text": pl.String}, orient="row")
    results = results_of(Result({"first": first, "second": second}), "who", ("first", "second"))
    assert results.who == names
    for name, receipt in results.receipts():
        leaf = json.loads(receipt["result"])
        assert canonical_json(leaf).decode() == receipt["result"]
        assert leaf["who"] == name
        assert [row["text"] for row in leaf["second"]] == [text for who, text in rows if who == name]
        assert (
            root_of(receipt["result"], receipt["result_salt"], receipt["result_path"]).hex() == results.root
        )


def test_equal_results_of_two_people_have_unlike_salts():
    rows = pl.DataFrame({"who": ["a", "b"], "n": [1, 1]})
    results = results_of(Result({"rows": rows}), "who", ("rows",))
    assert len(set(results.salts)) == 2


@pytest.fixture(scope="module")
def proven(demo_folder, tmp_path_factory):
    """A round of the demo city whose commitment was published before its draw."""
    folder = tmp_path_factory.mktemp("proven")
    published = folder / "published"
    words = ("--seed", SEED, "--out", folder / "round", "--commitment", published / "commitment.json")
    for command, more, env in (("commit", ("--out", published), BEFORE), ("match", words, None)):
        done = CliRunner().invoke(app, [command, str(demo_folder), *map(str, more)], env=env)
        assert done.exit_code == 0, done.output
    return Proven(folder / "round", published / "commitment.json", SEED)


@pytest.fixture
def audit(proven, tmp_path):
    return shutil.copytree(proven.audit, tmp_path / "audit")


def spoil(audit, change):
    """Change the results in the auditor's bundle, and make every hash in it fit again."""
    from citycompact.record.merkle import leaf_hash, merkle_levels

    path = audit / "auditor" / "results.txt"
    lines = [line.partition(" ") for line in path.read_text().splitlines()]
    before = [leaf for _, _, leaf in lines]
    leaves = change(before)
    assert leaves != before
    path.write_text("".join(f"{salt} {leaf}\n" for (salt, _, _), leaf in zip(lines, leaves, strict=False)))
    hashes = [
        leaf_hash(bytes.fromhex(salt) + leaf.encode())
        for (salt, _, _), leaf in zip(lines, leaves, strict=False)
    ]
    root = {"results_root": merkle_levels(hashes)[-1][0].hex()}
    public = json.loads((audit / "public" / "results.json").read_text()) | root | {"results": len(leaves)}
    (audit / "public" / "results.json").write_text(json.dumps(public, indent=2) + "\n")
    record = json.loads((audit / "public" / "record.json").read_text()) | root
    for name in ("auditor/results.txt", "public/results.json"):
        record["files"][f"audit/{name}"] = sha256_hex((audit / name).read_bytes())
    record["files"]["results.txt"] = record["files"]["audit/auditor/results.txt"]
    (audit / "public" / "record.json").write_text(plain_text(record))


def test_the_verifier_accepts_the_true_results(proven, audit):
    given = ["--commitment", proven.commitment, "--seed", SEED]
    done = subprocess.run(
        [sys.executable, "-I", audit / "verify.py", *given], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "VERIFIED"), done.stdout


def test_a_bundle_that_vouches_for_itself_is_never_more_than_consistent(proven, audit):
    for words in ((), ("--seed", SEED), ("--commitment", proven.commitment)):
        assert verifier("--bundle", audit, *words)[0] == 3, words
    assert proven.verify(bundle=audit)[0] == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda leaves: [leaf.replace('"choice_rank":1,', '"choice_rank":2,') for leaf in leaves],
        lambda leaves: [leaf.replace('"program_id":"', '"program_id":"X', 1) for leaf in leaves],
        lambda leaves: leaves[:-1],
        lambda leaves: [leaves[1], *leaves[1:]],
        lambda leaves: [leaf.replace('"closed"', '"sibling_placed"') + " " for leaf in leaves],
    ],
)
def test_a_result_that_says_something_else_is_found_though_every_hash_fits(proven, audit, change):
    spoil(audit, change)
    code, said = proven.verify(bundle=audit)
    assert code == 1
    # It is what the result says that differs, and no hash.
    differing = said.partition("This differs:\n")[2].partition("\nCity")[0].splitlines()
    assert differing
    assert all("/results." in line and "sha256" not in line for line in differing), said


def receipt_of(proven, applicant, path):
    done = CliRunner().invoke(app, ["receipt", str(proven.folder), applicant])
    assert done.exit_code == 0, done.output
    path.write_text(done.output)
    return json.loads(done.output)


def test_a_family_proves_what_was_published_to_it(proven, tmp_path):
    path = tmp_path / "mine.json"
    receipt = receipt_of(proven, "A00007", path)
    code, said = proven.verify("--receipt", path)
    assert code == 0, said
    path.write_text(json.dumps({**receipt, "result": receipt["result"].replace("program_id", "program_ld")}))
    code, said = proven.verify("--receipt", path)
    assert code == 1
    assert "root of the result" in said


def test_anothers_result_does_not_pass_for_mine(proven, tmp_path):
    mine = receipt_of(proven, "A00007", tmp_path / "mine.json")
    other = receipt_of(proven, "A00008", tmp_path / "other.json")
    mixed = {**mine, **{key: other[key] for key in ("result", "result_salt", "result_path")}}
    (tmp_path / "mixed.json").write_text(json.dumps(mixed))
    code, said = proven.verify("--receipt", tmp_path / "mixed.json")
    assert code == 1
    assert "applicant of the result" in said


def test_a_cell_without_a_canonical_form_is_named_once():
    result = Result({"t": pl.DataFrame({"who": ["a", "b"], "share": [0.5, float("nan")]})})
    with pytest.raises(FactsError, match="1 problem"):
        results_of(result, "who", ("t",))
