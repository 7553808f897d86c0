"""A compact as files: nothing is lost, every problem is named, nothing is half-read."""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace

import pytest
from hypothesis import given

from citycompact.compact import from_files, package_digests, read_compact, to_files, write_compact
from citycompact.compact.demo import example_cities, port_ellery
from citycompact.compact.tables import TABLES
from citycompact.facts import FactsError
from small_compacts import DAY, compacts


def as_sets(facts):
    return {
        field.name: set(value) if isinstance(value := getattr(facts, field.name), tuple) else value
        for field in fields(facts)
    }


@given(compacts())
def test_what_is_written_is_read_back(facts):
    known = {e.evidence_id for e in facts.evidence}
    if all(c.evidence_id in known for c in facts.status_changes):
        assert as_sets(from_files(to_files(facts))) == as_sets(facts)


def test_the_demo_and_the_example_cities_are_sound_packages():
    for facts in (port_ellery(DAY), *example_cities(DAY)):
        files = to_files(facts)
        assert to_files(from_files(files)) == files


@pytest.mark.parametrize(
    ("right", "wrong"), [("promises", "promisses"), ("posts", "post"), ("targets", "tragets")]
)
def test_a_misspelled_table_is_one_problem_with_one_mend_and_no_others_follow(right, wrong):
    files = to_files(port_ellery(DAY))
    files[f"{wrong}.csv"] = files.pop(f"{right}.csv")
    with pytest.raises(FactsError) as caught:
        from_files(files)
    (problem,) = caught.value.problems
    assert (problem.file, problem.mend) == (
        f"{wrong}.csv",
        f"Name it {right}.csv, or move it out of the folder.",
    )


def test_no_table_has_a_column_for_a_person():
    names = {column.name for table in TABLES.values() for column in table.columns}
    assert not {
        name
        for name in names
        if "person" in name or "user" in name or "private" in name or (name[-4:] == "note" and name != "note")
    }


def test_every_problem_is_named_at_once():
    files = to_files(port_ellery(DAY))
    files["promises.csv"] = (
        files["promises.csv"].replace("enrollment_director", "nobody", 1).replace(",both,", ",all,", 1)
    )
    files["measurements.csv"] += "expulsions,charter,yesterday,much,State\n"
    files["milestones.csv"] = files["milestones.csv"].replace("number,", "no,", 1)
    files["secrets.csv"] = "a\n1\n"
    with pytest.raises(FactsError) as caught:
        from_files(files)
    said = "\n".join(str(p) for p in caught.value.problems)
    for part in (
        "'all'",
        "is not a date such as",
        "is not a number",
        "column number",
        "secrets.csv: is not a table",
    ):
        assert part in said
    assert all(p.mend for p in caught.value.problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("status_changes.csv", ",all_charters-1", ",never", "evidence.csv does not have"),
        ("posts.csv", "steward,", "superintendent,", "repeats row"),
        ("compact.toml", "signed_on = ", "signed = ", "is missing"),
        ("compact.toml", 'state = "Demo state"', "state = 3", "is not a text"),
        ("compact.toml", "=", "", "is not TOML"),
    ],
)
def test_what_does_not_fit_is_refused(file, old, new, said):
    files = to_files(port_ellery(DAY))
    assert old in files[file]
    files[file] = files[file].replace(old, new, 1)
    with pytest.raises(FactsError, match=said):
        from_files(files)


def test_a_package_without_its_identity_is_refused():
    with pytest.raises(FactsError, match=r"compact\.toml"):
        from_files({})


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_csv_and_parquet_read_alike(tmp_path, file_format):
    facts = port_ellery(DAY)
    write_compact(facts, tmp_path, file_format)
    assert (tmp_path / f"promises.{file_format}").exists()
    assert as_sets(read_compact(tmp_path)) == as_sets(facts)


@pytest.mark.parametrize("beside", ["progress.json", "standing.json"])
def test_a_zipped_folder_and_a_folder_read_alike(tmp_path, beside):
    files = to_files(port_ellery(DAY))
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, text in {**files, beside: "{}"}.items():
            archive.writestr(f"port-ellery/{name}", text)
            (tmp_path / "folder" / name).write_text(text, "utf-8")
    assert read_compact(tmp_path / "a.zip") == read_compact(tmp_path / "folder")
    assert as_sets(read_compact(tmp_path / "a.zip")) == as_sets(port_ellery(DAY))


def test_a_package_of_earlier_names_is_still_read():
    facts = port_ellery(DAY)
    files = to_files(facts)
    formerly = {
        "promises": "commitments",
        "measurements": "readings",
        "blocked_promises": "hindrances",
        "resolutions": "decisions",
    }
    old = {}
    for name, text in files.items():
        table, _, ending = name.partition(".")
        text = text.replace("promise_id", "commitment_id").replace("resolution_id", "decision_id")
        text = text.replace("money_secured", "money_committed").replace(",resolution,", ",decision,")
        old[f"{formerly.get(table, table)}.{ending}"] = text
    assert {"commitments.csv", "readings.csv", "hindrances.csv", "decisions.csv"} <= set(old)
    assert as_sets(from_files(old)) == as_sets(facts)


def test_the_digests_follow_the_rows_and_not_their_order():
    facts = port_ellery(DAY)
    mixed = replace(facts, promises=facts.promises[::-1], evidence=facts.evidence[::-1])
    assert package_digests(mixed) == package_digests(facts)
    fewer = package_digests(replace(facts, milestones=facts.milestones[1:]))
    assert {k for k, v in package_digests(facts).items() if fewer[k] != v} == {"milestones"}
    assert package_digests(replace(facts, name="X"))["compact"] != package_digests(facts)["compact"]
