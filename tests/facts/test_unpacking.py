"""An archive is counted by what comes out of it, whatever it says of itself."""

import io
import zipfile

import pytest

from citycompact.facts import FactsError, files_of_zip
from citycompact.facts.unpacking import MOST_FILES, OversizedError, opened, unpacked


def zipped(files, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def contents(archive, most):
    return {entry.filename: data for entry, data in unpacked(archive, most, lambda _entry: True)}


def test_files_come_out_as_they_went_in_up_to_the_last_byte():
    files = {"a": b"x" * 70_000, "b": b"", "c": bytes(range(256))}
    assert contents(opened(zipped(files)), 70_256) == files
    with pytest.raises(OversizedError, match="is larger than 0 MB"):
        contents(opened(zipped(files)), 70_255)


def test_only_what_is_wanted_counts():
    with opened(zipped({"a": b"x" * 100, "b": b"y"})) as archive:
        assert [d for _e, d in unpacked(archive, 1, lambda entry: entry.filename == "b")] == [b"y"]


def test_an_archive_that_denies_its_size_gives_no_more_than_it_says():
    content = zipped({"a": b"x" * 5_000_000}).replace((5_000_000).to_bytes(4, "little"), b"\x0a\0\0\0")
    with pytest.raises(zipfile.BadZipFile):
        contents(opened(content), 1_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_ways_of_packing_from_which_anything_may_burst_are_not_unpacked(method):
    with pytest.raises(NotImplementedError, match="another way than by Deflate"):
        contents(opened(zipped({"a": b"x"}, method)), 1_000)
    with pytest.raises(FactsError, match="another way than by Deflate"):
        files_of_zip(zipped({"a.csv": b"x"}, method))


def test_thousands_of_empty_files_are_too_many():
    content = zipped({f"{number}.csv": b"" for number in range(MOST_FILES + 1)})
    with pytest.raises(FactsError, match="has more than 5,000 files"):
        files_of_zip(content)
