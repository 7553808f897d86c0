"""A package is a folder or an archive of one, as people really zip them;
whatever else is refused in words."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.facts import FactsError, files_of, files_of_zip, text_of


def zipped(files, method=zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


GOOD = {"city.toml": "id", "schools.csv": "school_id\n"}


def test_a_folder_and_its_archive_hold_the_same(tmp_path):
    for name, text in GOOD.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "a-folder").mkdir()
    assert {name: path.read_text() for name, path in files_of(tmp_path).items()} == GOOD
    archive = tmp_path / "city.zip"
    archive.write_bytes(zipped(GOOD))
    assert {name: data.decode() for name, data in files_of(archive).items()} == GOOD


@pytest.mark.parametrize(
    "around",
    [
        {},
        {"__MACOSX/town/._city.toml": "\x00", "town/.DS_Store": "\x00"},
    ],
)
def test_a_zipped_folder_is_the_folder(around):
    files = {f"town/{name}": text for name, text in GOOD.items()}
    assert set(files_of_zip(zipped(files | around))) == set(GOOD)


def test_an_archive_too_large_is_not_unpacked():
    with pytest.raises(FactsError, match="larger than 1 MB"):
        files_of_zip(zipped({"a.csv": "x" * 1_000_001}), most_bytes=1_000_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@given(data=st.data())
@settings(max_examples=80, deadline=None)
def test_a_damaged_archive_is_refused_in_words_or_read(method, data):
    content = bytearray(zipped({"town/cíty.toml": "x" * 90, "town/a.csv": "y" * 90}, method))
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content = content[:place]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    try:
        files_of_zip(bytes(content))
    except FactsError as error:
        (problem,) = error.problems
        assert problem.message.startswith("cannot be read as a ZIP file: ") or "larger" in problem.message
        assert problem.mend


def test_neither_folder_nor_archive_says_which(tmp_path):
    with pytest.raises(FactsError, match="is not a folder"):
        files_of(tmp_path / "nothing")
    (tmp_path / "notes.txt").write_text("hello")
    with pytest.raises(FactsError, match="neither a folder nor a ZIP file"):
        files_of(tmp_path / "notes.txt")


def test_text_is_utf8_with_or_without_a_mark():
    assert text_of(b"\xef\xbb\xbfid", "city.toml") == text_of(b"id", "city.toml") == "id"
    with pytest.raises(FactsError, match=r"city\.toml: is not UTF-8 text \(byte 2\)"):
        text_of(b"Se\xf1or", "city.toml")
