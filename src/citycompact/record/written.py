"""A decision as it is written down: result, certificate and record, with the rules that were signed.

One content for every room, in two forms: a folder (:mod:`~citycompact.record.in_folder`) or one file of
JSON (:mod:`~citycompact.record.in_file`).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from typing import Any

from citycompact.doors import Certificate, Decision, Draw, Facts, Finding, Result, Room
from citycompact.facts import FactsError, Problem, canonical_json, sha256_hex
from citycompact.record.agreed import Agreed
from citycompact.record.commitment import (
    Commitment,
    Committed,
    changes,
    commit,
    commit_again,
    is_correction,
)
from citycompact.record.drawing import draw_differences
from citycompact.record.published_tables import columns_of, csv_of
from citycompact.record.record import record_of
from citycompact.record.results import Results, results_of, salted_lines

MEND = "Take it as it was published, or decide again."
MOST_EXAMPLES = 1_000
"""So many violations of one property are kept as sentences; all are counted."""


@dataclass(frozen=True, eq=False)
class Written:
    """A decision with all that a stranger needs beside the facts to recompute it.

    ``agreed`` is :meth:`Agreed.plain`: what was signed, and the signatures that counted. ``results`` are
    everybody's leaves where people have receipts; known to who decides alone, not read back.
    """

    result: Result
    record: Mapping[str, Any]
    agreed: Mapping[str, Any]
    results: Results | None = None


def write_down(
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    result: Result,
    committed: Committed | None = None,
    table_digests: Callable[[], Mapping[str, str]] | None = None,
) -> tuple[Written, Certificate]:
    """Check a result and make its record.

    Parameters
    ----------
    facts
        What ``decision.read`` gives; has ``city_id`` and ``name``.
    committed
        What was fixed before the draw, if it was computed already.
    table_digests
        Gives the hash of each table as its file, where somebody writes them meanwhile.

    Raises
    ------
    TypeError
        Where the decision did not give the tables that it declares.
    """
    declared = {name: dict(columns) for name, columns in decision.result.items()}
    if {name: columns_of(table) for name, table in result.tables.items()} != declared:
        raise TypeError(f"the tables of {decision.name} are not those that {room.name} declares")
    if decision.drawn and result.draw is None:
        raise TypeError(f"chance decides in {decision.name} of {room.name}, and its result names no draw")
    committed = committed or commit(decision, facts, agreed, result.draw)
    with ThreadPoolExecutor(1) as aside:
        leaves = aside.submit(_leaves_of, decision, result)
        certificate = decision.check(facts, agreed.rules, result)
        results = leaves.result()
    record = record_of(
        room.name,
        decision,
        {"id": facts.city_id, "name": facts.name},
        decision.digests(facts),
        agreed.signing,
        result,
        certificate,
        _table_digests(result) if table_digests is None else table_digests(),
        results,
        None if committed is None else committed.commitment,
    )
    return Written(result, record, agreed.plain(), results), certificate


def _leaves_of(decision: Decision, result: Result) -> Results | None:
    """Everybody's result with its salt, where people have receipts."""
    tables = decision.receipt_tables
    return results_of(result, decision.who, tables) if tables else None


def check_written(
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    written: Written,
    draw: Draw | None = None,
    commitment: Commitment | None = None,
) -> Certificate:
    """Hold a decision, as somebody wrote it down in a file, against facts and rules that come from elsewhere.

    Nothing in it is believed: the room's own check tests the result, and the whole record is made anew
    and compared. What is found is what the room promises, and these:

    - ``decided_again``: deciding again gives the same tables and values; promised where the decision is
      ``exact``;
    - ``record_is_of_these``: each entry of the record follows from the facts, rules, signatures and
      tables given;
    - those of :func:`against_what_was_given`.

    Parameters
    ----------
    facts, agreed, draw, commitment
        From outside what is checked.

    Raises
    ------
    FactsError
        Where the facts cannot be decided on.
    """
    repeated = _repeated(decision, facts, agreed, written.result) if decision.exact else []
    committed = committed_again(decision, facts, agreed, written)
    again, certificate = write_down(room, decision, facts, agreed, written.result, committed)
    return replace(
        certificate,
        findings=(
            *certificate.findings,
            decided_again(decision, repeated),
            finding("record_is_of_these", record_differences(again.record, written.record)),
            *against_what_was_given(decision, facts, agreed, written, draw, commitment, committed),
        ),
    )


def committed_again(decision: Decision, facts: Facts, agreed: Agreed, written: Written) -> Committed | None:
    """What was fixed before the draw, if facts and rules are these; its time is the record's word, and so is
    what a correction corrects."""
    said = written.record.get("commitment") or {}
    return commit_again(decision, facts, agreed, written.result.draw, said)


def record_differences(due: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Entries of a record that should be others; another version of the software may well decide the same."""
    return differences({**due, "software": said.get("software")}, said)


def against_what_was_given(
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    written: Written,
    draw: Draw | None,
    commitment: Commitment | None,
    committed: Committed | None,
) -> tuple[Finding, ...]:
    """Findings about what comes from outside of a decision:

    - ``rules_are_these``: what was published as signed, and the signatures, are those given;
    - ``draw_is_this``: the draw is the one given, or none where chance decides nothing; not promised
      where chance decides and no draw is given. Its source is the publisher's word;
    - ``draw_as_signed``: the draw has the one spelling that the signed rules give it, and its commitment was
      published before its time, that of a correction after it, and is told so; not promised where recorded
      numbers are replayed;
    - ``commitment_is_kept``: the facts and rules are those of the commitment given; not promised where none
      is given. When it was published is then the giver's word.
    """
    said = written.result.draw
    drawn = []
    if not decision.drawn and said is not None:
        drawn = [f"it names a draw, {said.seed!r}, and chance decides nothing here"]
    elif draw is not None and (said is None or (said.seed, said.replayed) != (draw.seed, draw.replayed)):
        replayed = " in a replay of recorded numbers" if said is not None and said.replayed else ""
        named = None if said is None else said.seed
        drawn = [f"it says {named!r}{replayed}, and the draw was {draw.seed!r}"]
    broken: list[str] = []
    if commitment is not None:
        changed = (
            ["it fixes nothing before its draw"] if committed is None else changes(commitment, committed)
        )
        broken = [str(item) for item in changed]
        if said is not None and not is_correction(commitment) and not said.committed_before:
            broken.append("it says that no commitment was published before its draw")
    by_rules = decision.drawn and said is not None and not said.replayed
    unlike = (
        draw_differences(decision, facts, agreed, said, committed) if by_rules and said is not None else []
    )
    return (
        finding("rules_are_these", differences(agreed.plain(), written.agreed)),
        replace(finding("draw_is_this", drawn), promised=draw is not None or not decision.drawn),
        replace(finding("draw_as_signed", unlike), promised=by_rules),
        replace(finding("commitment_is_kept", broken), promised=commitment is not None),
    )


def decided_again(decision: Decision, differing: list[str]) -> Finding:
    """Whether deciding again gives the same, and where it does not."""
    return replace(finding("decided_again", differing), promised=decision.exact)


def texts_beside(results: Results | None, certificate: Certificate) -> dict[str, str]:
    """Files beside a record that follow from it, by name: the certificate, and the salted leaves if any."""
    texts = {"certificate.json": plain_text([asdict(finding) for finding in certificate.findings])}
    if results is not None:
        texts["results.txt"] = "".join(salted_lines(results.salts, results.leaves))
    return texts


def plain_text(content: Mapping[str, Any] | list[Any]) -> str:
    """JSON as people read it."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _repeated(decision: Decision, facts: Facts, agreed: Agreed, said: Result) -> list[str]:
    """Rows of tables, and values, that deciding again does not give."""
    again = decision.decide(facts, agreed.rules, said.draw)
    found = value_differences(again, said)
    for name, table in again.tables.items():
        found += line_differences(f"{name}.csv", csv_of(table), csv_of(said.tables[name]))
    return found


def value_differences(due: Result, said: Result) -> list[str]:
    """Values of a result that should be others."""
    return [f"values: {place}" for place in differences(dict(due.values), dict(said.values))]


def line_differences(file: str, due: str, said: str) -> list[str]:
    """Lines in which a text is not what it should be, each as a sentence; rows that moved are not named."""
    if due == said:
        return []
    lines, others = due.split("\n"), said.split("\n")
    if lines[1:] and sorted(lines[1:]) == sorted(others[1:]) and lines[0] == others[0]:
        first = next(n for n, (a, b) in enumerate(zip(lines, others, strict=True)) if a != b)
        return [f"{file}, line {first + 1}: its rows stand in another order from here on"]
    found = []
    gone, strange = Counter(lines) - Counter(others), Counter(others) - Counter(lines)
    for number, line in enumerate(others, start=1):
        if strange[line] > 0:
            strange[line] -= 1
            found.append((number, f"{file}, line {number}: {_said(line)!r} should not be there"))
    for number, line in enumerate(lines, start=1):
        if gone[line] > 0:
            gone[line] -= 1
            found.append((number, f"{file}, line {number}: {_said(line)!r} is missing"))
    return [sentence for _, sentence in sorted(found, key=lambda item: item[0])]


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Places at which two contents of JSON differ, each as a sentence."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        at = f"{path}." if path else ""
        unknown = [f"{at}{key} should not be there" for key in found if key not in expected]
        gone = [f"{at}{key} is missing" for key in expected if key not in found]
        both = [key for key in expected if key in found]
        return [
            *unknown,
            *gone,
            *(d for key in both for d in differences(expected[key], found[key], at + key)),
        ]
    if isinstance(expected, list | tuple) and isinstance(found, list) and len(expected) == len(found):
        pairs = zip(expected, found, strict=True)
        return [d for n, (one, other) in enumerate(pairs) for d in differences(one, other, f"{path}[{n}]")]
    if _plain(expected) == _plain(found):
        return []
    return [f"{path} is {_said(found)}, and should be {_said(expected)}"]


def _plain(value: Any) -> bytes | None:
    try:
        return canonical_json(value)
    except FactsError:
        # Has no canonical form, so it cannot be what was expected.
        return None


def _said(value: Any) -> str:
    text = str(value)
    return text if len(text) < 200 else f"{text[:200]}..."


def finding(name: str, violations: list[str]) -> Finding:
    """A promised property with what breaks it."""
    return Finding(name, True, len(violations), tuple(violations[:MOST_EXAMPLES]))


def _table_digests(result: Result) -> dict[str, str]:
    return {name: sha256_hex(csv_of(table).encode()) for name, table in result.tables.items()}


def nameless(result: Result, who: str) -> list[Problem]:
    """Rows of a result that are about nobody."""
    return [
        Problem(f"{name}.csv", "is empty.", MEND, row + 2, who)
        for name, table in result.tables.items()
        if who in table.columns
        for row in table[who].is_null().arg_true()
    ]


def of_these_facts(decision: Decision, facts: Facts, written: Written, file: str) -> None:
    """FactsError where a result is of other facts or is not the one of its record:
    then nobody may word it."""
    record = written.record
    found = [
        *differences({"id": facts.city_id, "name": facts.name}, record["city"], "city"),
        *differences(dict(decision.digests(facts)), record["facts_sha256"], "facts_sha256"),
        *not_of_its_record(written),
    ]
    if found:
        mend = "Give the facts that it was decided on; check says what differs."
        raise FactsError([Problem(file, f"does not belong to these facts: {item}.", mend) for item in found])


def not_of_its_record(written: Written) -> list[str]:
    """Tables and values of a result that are not those whose hashes its record holds."""
    values = sha256_hex(canonical_json(dict(written.result.values)))
    now = {**_table_digests(written.result), "values": values}
    return differences(now, written.record["result_sha256"], "result")


def belongs_to(record: Mapping[str, Any], room: Room, decision: Decision, file: str) -> None:
    """FactsError where a record is another decision's, so that nothing else in it can be read."""
    named = (record.get("room"), record.get("decision"))
    if named != (room.name, decision.name):
        message = f"is of {named[0]!r}, {named[1]!r}, and not of {room.name!r}, {decision.name!r}."
        raise FactsError([Problem(file, message, "Give the decision that you mean to check.")])
    if decision.drawn and record["draw"] is None:
        raise FactsError([Problem(file, "names no draw, and chance decides here.", MEND)])
    if decision.drawn and record["draw"]["seed"] is None and not record["draw"]["replayed"]:
        raise FactsError([Problem(file, "names no seed, and is no replay.", MEND)])
