"""What is encrypted to a key is opened by it alone, and a private key given by mistake is not repeated."""

from __future__ import annotations

import io

import pytest

from citycompact.facts import FactsError
from citycompact.ops.age_files import decrypt, encrypt, identities, new_key, recipients

CONTENT = bytes(range(256)) * 2_000


def encrypted(to, tmp_path):
    with open(tmp_path / "file.age", "wb") as target:
        encrypt(lambda stream: stream.write(CONTENT), target, to)
    return tmp_path / "file.age"


def test_each_of_two_keys_opens_it_and_no_other(tmp_path):
    keys = [new_key(tmp_path / name) for name in ("a", "b", "c")]
    file = encrypted(keys[:2], tmp_path)
    for name in ("a", "b"):
        found = io.BytesIO()
        decrypt(file, lambda stream, found=found: found.write(stream.read()), tmp_path / name)
        assert found.getvalue() == CONTENT
    with pytest.raises(FactsError, match="another key"):
        decrypt(file, lambda stream: stream.read(), tmp_path / "c")


def test_what_is_no_key_is_named_and_a_private_one_is_not_repeated(tmp_path):
    new_key(tmp_path / "a")
    private = (tmp_path / "a").read_text().split()[-1]
    with pytest.raises(FactsError) as error:
        recipients(["age1nonsense", private])
    assert "age1nonsense" in str(error.value.problems)
    assert private not in str(error.value.problems)
    (tmp_path / "empty").write_text("")
    (tmp_path / "odd").write_text("AGE-SECRET-KEY-1ODD")
    for name in ("empty", "odd"):
        with pytest.raises(FactsError, match="no private key"):
            identities(tmp_path / name)


def test_what_the_writer_or_the_reader_raises_is_what_is_said(tmp_path):
    key = new_key(tmp_path / "a")

    def fails(stream):
        stream.write(CONTENT)
        raise FactsError([])

    with open(tmp_path / "x", "wb") as target, pytest.raises(FactsError):
        encrypt(fails, target, [key])
    with open("/dev/full", "wb", buffering=0) as full, pytest.raises(OSError, match="No space left"):
        encrypt(lambda stream: stream.write(CONTENT), full, [key])

    def reads(stream):
        stream.read(10)
        raise KeyError("odd")

    file = encrypted([key], tmp_path)
    with pytest.raises(KeyError):
        decrypt(file, reads, tmp_path / "a")
