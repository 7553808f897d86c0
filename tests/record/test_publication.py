"""A decision in one file: read back, it is what was published; what is none of it is said."""

import datetime
import json

import pytest
from hypothesis import given

from citycompact.compact import ROOM, SECTION, ProgressRules
from citycompact.facts import FactsError
from citycompact.record.publication import publication, publication_text, read_publication, table_digests
from small_compacts import compacts

PROGRESS = ROOM.decisions[0]
SIGNING = {SECTION: {"sha256": "0" * 64, "signed_by": [], "not_signed_by": ["district", "charter"]}}


def published(facts, rules=ProgressRules()):
    result = PROGRESS.decide(facts, rules)
    return result, publication_text(publication(ROOM, PROGRESS, facts, {SECTION: rules}, SIGNING, result))


@given(compacts())
def test_what_is_read_is_what_was_published(facts):
    rules = ProgressRules(wrong_way=0.25)
    result, text = published(facts, rules)
    again, agreed, record = read_publication(text, "progress.json", "compact")
    assert ProgressRules.model_validate(agreed[SECTION]) == rules
    assert again.values == result.values
    for name, table in result.tables.items():
        assert again.tables[name].equals(table), name
    digests = table_digests(again)
    assert {name: record["result_sha256"][name] for name in digests} == digests
    assert record["certificate"]["holds"]
    assert record["sections"] == SIGNING
    assert published(facts, rules)[1] == text


def spoiled(change):
    from citycompact.compact.demo import port_ellery

    content = json.loads(published(port_ellery(datetime.date(2027, 6, 1)))[1])
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is not the publication of a decision"),
        ('{"record": {"format": "citycompact record 9"}}', "has the format 'citycompact record 9'"),
        ('{"standing": {}}', "is of an earlier format"),
        (spoiled(lambda c: c["tables"].pop("flags")), "flags"),
        (spoiled(lambda c: c["tables"]["promises"][0].update(since="yesterday")), "is not the publication"),
        (spoiled(lambda c: c["record"].update(room="enrollment")), "of the room enrollment"),
        (spoiled(lambda c: c["record"]["columns"]["promises"].append(["status", "Nonsense"])), "Nonsense"),
    ],
)
def test_what_is_no_publication_is_said(text, words):
    with pytest.raises(FactsError, match=words):
        read_publication(text, "progress.json", "compact")
