"""A compact as files: nothing is lost, every problem is named, nothing is half-read."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given

from citycompact.compact import from_files, to_files
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


def test_no_table_has_a_column_for_a_person():
    names = {field.name for table in TABLES.values() for field in fields(table.record)}
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
    for part in ("'all'", "is not a date", "is not a number", "column number", "secrets.csv: is not a table"):
        assert part in said
    assert all(p.mend for p in caught.value.problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("status_changes.csv", ",all_charters-1", ",never", "is not in evidence.csv"),
        ("posts.csv", "steward,", "superintendent,", "stands twice"),
        ("compact.toml", "signed_on = ", "signed = ", "is missing"),
        ("compact.toml", 'state = "Demo state"', "state = 3", "is not a str"),
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


def test_a_zipped_folder_and_a_folder_read_alike(tmp_path):
    import zipfile

    from citycompact.compact import files_of_zip, read_compact

    files = to_files(port_ellery(DAY))
    (tmp_path / "folder").mkdir()
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(f"port-ellery/{name}", text)
            (tmp_path / "folder" / name).write_text(text, "utf-8")
        archive.writestr("port-ellery/progress.json", "{}")
    assert files_of_zip((tmp_path / "a.zip").read_bytes()) == files
    assert read_compact(tmp_path / "a.zip") == read_compact(tmp_path / "folder")
