"""A result never takes the place of anything but an earlier result."""

import json

import pytest

from citycompact.facts import FactsError
from citycompact.record.placing import put_in_place, refuse_to_replace


def scratch(tmp_path, room="vans"):
    folder = tmp_path / ".new"
    folder.mkdir()
    shape = {
        "format": "citycompact record 2",
        "software": "s",
        "room": room,
        "decision": "d",
        "city": {},
        "facts_sha256": {},
        "sections": {},
        "draw": None,
        "result_sha256": {},
        "results_root": None,
        "columns": {},
        "values": {},
        "certificate": {},
    }
    (folder / "record.json").write_text(json.dumps(shape))
    return folder


@pytest.mark.parametrize("overwrite", [False, True])
def test_somebodys_files_stay(tmp_path, overwrite):
    home = tmp_path / "home"
    (home / "letters").mkdir(parents=True)
    (home / "letters" / "to_the_board.txt").write_text("Dear board")
    with pytest.raises(FactsError, match="Write to another folder"):
        put_in_place(scratch(tmp_path), home, "vans", overwrite=overwrite)
    assert (home / "letters" / "to_the_board.txt").read_text() == "Dear board"
    assert [path.name for path in home.iterdir()] == ["letters"]


def test_a_result_is_replaced_where_that_is_asked_for_and_of_the_same_room_only(tmp_path):
    out = tmp_path / "out"
    put_in_place(scratch(tmp_path), out, "vans", overwrite=False)
    with pytest.raises(FactsError, match="or say --overwrite"):
        put_in_place(scratch(tmp_path), out, "vans", overwrite=False)
    (tmp_path / ".new" / "second.txt").write_text("2")
    put_in_place(tmp_path / ".new", out, "vans", overwrite=True)
    assert (out / "second.txt").exists()
    with pytest.raises(FactsError, match="is not a result of buses"):
        put_in_place(scratch(tmp_path, "buses"), out, "buses", overwrite=True)
    assert (out / "second.txt").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".old")] == []


def test_an_empty_or_new_folder_is_taken_and_a_file_or_link_is_not(tmp_path):
    (tmp_path / "empty").mkdir()
    put_in_place(scratch(tmp_path), tmp_path / "empty", "vans", overwrite=False)
    assert (tmp_path / "empty" / "record.json").exists()
    put_in_place(scratch(tmp_path), tmp_path / "deep" / "down", "vans", overwrite=False)
    assert (tmp_path / "deep" / "down" / "record.json").exists()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("file", "link"):
        with pytest.raises(FactsError, match="is not a folder"):
            refuse_to_replace(tmp_path / name, "vans", overwrite=True)
