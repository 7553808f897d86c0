"""A result never takes the place of anything but an earlier result."""

import json

import pytest

from citycompact.facts import FactsError
from citycompact.record.placing import finished, refuse_to_replace


def put(folder, room="vans", overwrite=False, **more):
    """Finish a folder with a record in it, and files of these names."""
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
        "commitment": None,
    }
    with finished(folder, room, overwrite=overwrite) as scratch:
        (scratch / "record.json").write_text(json.dumps(shape))
        for name, text in more.items():
            (scratch / name).write_text(text)


@pytest.mark.parametrize("overwrite", [False, True])
def test_somebodys_files_stay(tmp_path, overwrite):
    home = tmp_path / "home"
    (home / "letters").mkdir(parents=True)
    (home / "letters" / "to_the_board.txt").write_text("Dear board")
    with pytest.raises(FactsError, match="Write to another folder"):
        put(home, overwrite=overwrite)
    assert (home / "letters" / "to_the_board.txt").read_text() == "Dear board"
    assert [path.name for path in home.iterdir()] == ["letters"]


def test_a_result_is_replaced_where_that_is_asked_for_and_of_the_same_room_only(tmp_path):
    out = tmp_path / "out"
    put(out)
    with pytest.raises(FactsError, match="or say --overwrite"):
        put(out)
    put(out, overwrite=True, second="2")
    assert (out / "second").exists()
    with pytest.raises(FactsError, match="is not a result of buses"):
        put(out, "buses", overwrite=True)
    assert (out / "second").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_came_there_meanwhile_stays_and_what_failed_leaves_nothing(tmp_path):
    out = tmp_path / "out"
    running = finished(out, "vans", overwrite=False)
    running.__enter__()
    out.mkdir()
    (out / "thesis.txt").write_text("mine")
    with pytest.raises(FactsError, match="already holds something"):
        running.__exit__(None, None, None)
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]
    with pytest.raises(ZeroDivisionError), finished(tmp_path / "other", "vans", overwrite=False):
        raise ZeroDivisionError
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_empty_or_new_folder_is_taken_and_a_file_or_link_is_not(tmp_path):
    (tmp_path / "empty").mkdir()
    put(tmp_path / "empty")
    assert (tmp_path / "empty" / "record.json").exists()
    put(tmp_path / "deep" / "down")
    assert (tmp_path / "deep" / "down" / "record.json").exists()
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("file", "link"):
        with pytest.raises(FactsError, match="is not a folder"):
            refuse_to_replace(tmp_path / name, "vans", overwrite=True)
