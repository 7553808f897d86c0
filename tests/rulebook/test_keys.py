"""Private keys: readable by their owner alone, never overwritten."""

import pytest

from citycompact.facts import FactsError
from citycompact.rulebook import generate_key, read_key
from citycompact.rulebook.keys import public_key_of


def test_a_key_is_private_and_never_overwritten(tmp_path):
    public = generate_key(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    assert public_key_of(read_key(tmp_path / "key.pem")) == public
    with pytest.raises(FileExistsError):
        generate_key(tmp_path / "key.pem")


def test_what_is_no_key_is_said_to_be_none(tmp_path):
    (tmp_path / "bad.pem").write_text("no key")
    with pytest.raises(FactsError, match="cannot be read as a private key"):
        read_key(tmp_path / "bad.pem")
    with pytest.raises(FactsError, match="cannot be read as a private key"):
        read_key(tmp_path / "missing.pem")
