"""A decision in one file: read back, it is what was published; what is none of it is said."""

import datetime
import json

import pytest
from hypothesis import given

from citycompact.compact import ROOM, ProgressRules
from citycompact.compact.demo import port_ellery
from citycompact.facts import FactsError
from citycompact.record.agreed import Agreed
from citycompact.record.in_file import file_text, read_file
from citycompact.record.written import write_down
from citycompact.rulebook import read_rulebook
from signed_rulebooks import Town
from small_compacts import compacts

PROGRESS = ROOM.decisions[0]


def published(facts):
    """The file of progress by the usual rules, and what was written down in it."""
    book = read_rulebook(None, frozenset())
    agreed = Agreed.of(PROGRESS, ProgressRules(), book, [], Town(facts.city_id))
    result = PROGRESS.decide(facts, agreed.rules)
    written, certificate = write_down(ROOM, PROGRESS, facts, agreed, result)
    assert certificate.holds
    return written, file_text(written)


@given(compacts())
def test_what_is_read_is_what_was_published(facts):
    written, text = published(facts)
    again = read_file(text, "progress.json", ROOM, PROGRESS)
    assert again.result.values == written.result.values
    for name, table in written.result.tables.items():
        assert again.result.tables[name].equals(table), name
    assert (again.record, again.agreed) == (json.loads(json.dumps(written.record)), written.agreed)
    assert published(facts)[1] == text


def spoiled(change):
    content = json.loads(published(port_ellery(datetime.date(2027, 6, 1)))[1])
    change(content)
    return json.dumps(content)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read as JSON"),
        ("[1]", "is not the publication of a decision"),
        ("{}", "is not the publication of a decision"),
        ('{"standing": {}}', "is of an earlier format"),
        ('{"format": "citycompact publication 1"}', "is of an earlier format"),
        (spoiled(lambda c: c["record"].update(format="citycompact record 9")), "has the format"),
        (spoiled(lambda c: c.update(note="believe me")), "is not the publication of a decision"),
        (spoiled(lambda c: c["tables"].pop("flags")), "does not hold the tables"),
        (spoiled(lambda c: c["tables"].update(more=[])), "does not hold the tables"),
        (spoiled(lambda c: c["tables"]["promises"][0].update(since="yesterday")), "since.*is not a day"),
        (spoiled(lambda c: c["record"].update(room="enrollment")), "is of 'enrollment', 'progress'"),
        (spoiled(lambda c: c["record"].update(columns=3)), "is not a record: columns"),
        (spoiled(lambda c: c["record"].update(columns={"promises": [["a"]]})), "is not a record: columns"),
        (spoiled(lambda c: c["record"].pop("values")), "is not a record: values"),
        (spoiled(lambda c: c["record"].update(draw={"seed": 1})), "is not a record: draw"),
    ],
)
def test_what_is_no_publication_is_said(text, words):
    with pytest.raises(FactsError, match=words):
        read_file(text, "progress.json", ROOM, PROGRESS)


def test_a_key_that_stands_twice_is_refused():
    _, text = published(port_ellery(datetime.date(2027, 6, 1)))
    twice = text.replace('"format"', '"format": "mine", "format"', 1)
    with pytest.raises(FactsError, match="'format' stands twice"):
        read_file(twice, "progress.json", ROOM, PROGRESS)
