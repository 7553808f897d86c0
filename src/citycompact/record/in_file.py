"""A decision in one file of JSON: its record, what was signed, and every table of its result.

For decisions that are small enough to be read whole; a match is a folder with bundles instead.
"""

from __future__ import annotations

import json
from typing import Any

from citycompact.doors import Decision, Result, Room
from citycompact.facts import FactsError, Problem, json_of
from citycompact.record.published_tables import json_rows, table_of_json
from citycompact.record.record import FORMAT as RECORD_FORMAT
from citycompact.record.record import brought_forward, draw_of
from citycompact.record.written import Written, belongs_to, nameless

FORMAT = "citycompact publication 2"
_KEYS = {"format", "record", "signed", "signatures", "tables"}


def file_content(written: Written) -> dict[str, Any]:
    """A decision as the content of its file."""
    return {
        "format": FORMAT,
        "record": dict(written.record),
        **written.agreed,
        "tables": {name: json_rows(table) for name, table in written.result.tables.items()},
    }


def file_text(written: Written) -> str:
    """A decision as its file, the same to the byte on every machine."""
    return json.dumps(file_content(written), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_file(text: str, file: str, room: Room, decision: Decision) -> Written:
    """Read a decision again; whether it is true is for :func:`check_written`.

    Raises
    ------
    FactsError
        Where the text is no decision of this kind, or holds what does not belong there.
    """
    content = json_of(text, file)
    if isinstance(content, dict) and ("standing" in content or content.get("format") == _FORMAT_1):
        mend = "Publish it again, or write it again from its facts."
        raise FactsError([Problem(file, "is of an earlier format.", mend)])
    if not isinstance(content, dict) or content.get("format") != FORMAT or content.keys() != _KEYS:
        mend = "Give the file that a city publishes, or that the command line wrote."
        message = f"is not the publication of a decision: it has to hold {', '.join(sorted(_KEYS))}."
        raise FactsError([Problem(file, message, mend)])
    # A publication has no other files, so that records of the second format say as much.
    record = brought_forward(content["record"], file) | {"format": RECORD_FORMAT}
    belongs_to(record, room, decision, file)
    rows = content["tables"]
    if not isinstance(rows, dict) or rows.keys() != decision.result.keys():
        message = f"does not hold the tables {', '.join(decision.result)}."
        raise FactsError([Problem(file, message, "Take the file as it was published.")])
    tables, problems = {}, []
    for name, columns in decision.result.items():
        try:
            tables[name] = table_of_json(rows[name], columns, f"{file}, {name}")
        except FactsError as error:
            problems += error.problems
    if problems:
        raise FactsError(problems)
    agreed = {"signed": content["signed"], "signatures": content["signatures"]}
    result = Result(tables, record["values"], draw_of(record))
    if problems := nameless(result, decision.who):
        raise FactsError(problems)
    return Written(result, record, agreed)


_FORMAT_1 = "citycompact publication 1"
