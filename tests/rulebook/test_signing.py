"""Ed25519 signatures: which count, and which do not."""

from dataclasses import replace

import pytest

from citycompact.city import Signer
from citycompact.facts import FactsError
from citycompact.rulebook import (
    add_signature,
    generate_key,
    missing_sectors,
    parse_rulebook,
    read_key,
    read_signatures,
    sign,
    standing,
)
from small_cities import town

TEXT = '[rulebook]\nname = "R"\nversion = "1"\n[enrollment.choices]\nmaximum = 3\n'
BOOK = parse_rulebook(TEXT, "r.toml", frozenset({"enrollment"}))


@pytest.fixture
def signed(tmp_path):
    public = generate_key(tmp_path / "key.pem")
    key = read_key(tmp_path / "key.pem")
    city = replace(town({"a": ["p"]}, {"p": 1}), signers=(Signer("district", "Dana", public),))
    return city, key, sign(BOOK, key, "district", "Dana")


def test_a_listed_signature_counts(signed):
    city, _, signature = signed
    assert standing(signature, BOOK, city) == "valid"
    assert missing_sectors(BOOK, [signature], city) == []
    assert missing_sectors(BOOK, [], city) == ["district"]


def test_one_changed_rule_voids_it_but_a_comment_does_not(signed):
    city, _, signature = signed
    other = parse_rulebook(TEXT.replace("3", "4"), "r.toml", frozenset({"enrollment"}))
    commented = parse_rulebook("# words\n" + TEXT, "r.toml", frozenset({"enrollment"}))
    assert standing(signature, other, city) == "wrong content"
    assert standing(signature, commented, city) == "valid"


def test_a_signature_for_one_sector_does_not_count_for_another(signed):
    city, _, signature = signed
    assert standing(replace(signature, sector="charter"), BOOK, city) == "wrong content"


def test_an_unlisted_key_and_a_broken_text_do_not_count(signed, tmp_path):
    city, _, signature = signed
    generate_key(tmp_path / "other.pem")
    stranger = sign(BOOK, read_key(tmp_path / "other.pem"), "district", "Dana")
    assert standing(stranger, BOOK, city) == "unknown key"
    assert standing(replace(signature, signature="?"), BOOK, city) == "broken"


def test_a_key_is_private_and_never_overwritten(tmp_path):
    generate_key(tmp_path / "key.pem")
    assert (tmp_path / "key.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        generate_key(tmp_path / "key.pem")
    (tmp_path / "bad.pem").write_text("no key")
    with pytest.raises(FactsError, match="cannot be read as a private key"):
        read_key(tmp_path / "bad.pem")


def test_signatures_stand_beside_the_rulebook_one_for_each_key(signed, tmp_path):
    path = tmp_path / "r.toml"
    path.write_text(TEXT)
    for _ in range(2):
        add_signature(path, signed[2])
    assert read_signatures(path) == [signed[2]]
    (tmp_path / "r.signatures.json").write_text("{")
    with pytest.raises(FactsError, match="cannot be read"):
        read_signatures(path)
