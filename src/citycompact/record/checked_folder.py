"""Holding the folder of a decision, as it is found, against facts and rules that come from elsewhere.

Nothing in it is believed, and nothing that is missing or broken in it ends the check: what cannot be read is
named, and the rest is tested all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from citycompact.doors import Certificate, Decision, Draw, Facts, Finding, Result, Room
from citycompact.facts import FactsError, Problem, json_of, sha256_hex, text_of
from citycompact.record.agreed import Agreed
from citycompact.record.approvals import Approval, read_approvals
from citycompact.record.commitment import Commitment, Committed, is_correction
from citycompact.record.correction import approval_faults
from citycompact.record.in_folder import (
    APPROVALS,
    RECORD,
    files_in,
    of_this_format,
    write_approvals,
    write_contents,
)
from citycompact.record.published_tables import table_as_found
from citycompact.record.record import brought_forward, draw_of
from citycompact.record.written import (
    Written,
    against_what_was_given,
    belongs_to,
    committed_again,
    decided_again,
    finding,
    line_differences,
    plain_text,
    record_differences,
    value_differences,
)

Anew = Callable[[Path, Any, Agreed, Committed | None, Written, Certificate], None]


@dataclass(frozen=True)
class Beside:
    """What lies in the folder of a decision beside its tables and what every decision has.

    Parameters
    ----------
    anew
        Writes what else follows from the decision into its folder.
    copies
        Where the record lies again (:func:`citycompact.record.in_folder.seal`).
    attested
        Files whose content nothing gives anew, such as pictures, as patterns; the record has their hash.
    left_out
        Files that whoever publishes the folder leaves out, since they are not for the public.
    """

    anew: Anew | None = None
    copies: tuple[str, ...] = ()
    attested: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


NOTHING_BESIDE = Beside(left_out=("results.txt",))


@dataclass(frozen=True, eq=False)
class Found:
    """The folder of a decision as it was found.

    Parameters
    ----------
    written
        What can be read of it; rows and files that cannot are left out.
    files
        Content of every file, by its path in the folder.
    unreadable
        What cannot be read, as sentences.
    """

    written: Written
    files: Mapping[str, bytes]
    unreadable: tuple[str, ...]

    @property
    def draw(self) -> Draw | None:
        """The draw that its record names."""
        return self.written.result.draw


def as_found(folder: Path, room: Room, decision: Decision) -> Found:
    """Read a folder without believing it; where its record cannot be read, a copy of it is, if one lies
    there.

    Raises
    ------
    FactsError
        Where it is the folder of another decision, or of none.
    """
    unreadable: list[str] = []
    files: dict[str, bytes] = {}
    if not any((folder / name).exists() for name in (RECORD, *(f"{name}.csv" for name in decision.result))):
        mend = "Give the folder that decide wrote."
        raise FactsError([Problem(folder.name, "holds no result of a decision.", mend)])
    for name in files_in(folder):
        if (folder / name).is_file():
            files[name] = (folder / name).read_bytes()
        else:
            unreadable.append(f"{name}: is not a file")
    record = _record(files, unreadable, room, decision)
    said = {name: _object(f"{name}.json", files, unreadable) for name in ("values", "rules")}
    tables = {}
    for name, columns in decision.result.items():
        file = f"{name}.csv"
        tables[name], problems = table_as_found(files.get(file, b""), columns, file)
        if decision.who in columns:
            tables[name] = tables[name].drop_nulls(decision.who)
        unreadable += [str(problem) for problem in problems if file in files]
    draw = draw_of(record) if record else None
    result = Result(tables, said["values"] or record.get("values", {}), draw)
    return Found(Written(result, record, said["rules"]), files, tuple(unreadable))


def _record(
    files: Mapping[str, bytes], unreadable: list[str], room: Room, decision: Decision
) -> dict[str, Any]:
    """The record, or the first copy of it that can be read; nothing where none can."""
    if RECORD not in files:
        unreadable.append(f"{RECORD}: is missing")
    strange: FactsError | None = None
    for name in sorted(
        (name for name in files if Path(name).name == RECORD), key=lambda name: name != RECORD
    ):
        try:
            record = brought_forward(json_of(text_of(files[name], name), name), name)
        except FactsError as error:
            unreadable += [str(problem) for problem in error.problems]
            continue
        of_this_format(record)
        try:
            belongs_to(record, room, decision, name)
        except FactsError as error:
            strange = error
            unreadable += [str(problem) for problem in error.problems]
            continue
        return record
    if strange is not None:
        raise strange
    return {}


def _object(name: str, files: Mapping[str, bytes], unreadable: list[str]) -> dict[str, Any]:
    if name not in files:
        return {}
    try:
        content = json_of(text_of(files[name], name), name)
    except FactsError as error:
        unreadable += [str(problem) for problem in error.problems]
        return {}
    if isinstance(content, dict):
        return content
    unreadable.append(f"{name}: is not an object")
    return {}


def check_folder(
    found: Found,
    room: Room,
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    draw: Draw | None = None,
    commitment: Commitment | None = None,
    beside: Beside = NOTHING_BESIDE,
) -> Certificate:
    """Hold a folder against facts and rules that come from elsewhere.

    The whole folder is made anew from them, and every file of it is compared. What is found is what the
    room's own check says of the tables, and these:

    - ``decided_again``: deciding again gives the same tables and values; each row that differs is named;
    - ``record_is_of_these``: each entry of the record follows from the facts, rules and signatures;
    - ``files_are_those_of_the_record``: each file is the one whose hash the record holds, and says what
    follows
      from the decision; none is missing and none was added;
    - ``correction_is_approved``, of a correction: each sector that signs the rules has approved its
      commitment with a key of the city's; promised where approvals lie in the folder;
    - those of :func:`citycompact.record.written.against_what_was_given`.

    Parameters
    ----------
    facts, agreed, draw, commitment
        From outside what is checked. ``draw`` also says what was drawn where the record cannot be read.
    beside
        What else belongs into such a folder.

    Raises
    ------
    FactsError
        Where the facts cannot be decided on.
    """
    said = found.draw or draw
    if decision.drawn and said is None:
        sentence = "the draw is not known, so nothing can be recomputed: give it (--seed, or --replay)"
        return Certificate((finding("record_is_of_these", [*found.unreadable, sentence]),))
    written = replace(found.written, result=replace(found.written.result, draw=said))
    committed = committed_again(decision, facts, agreed, written)
    approvals, approving = _approvals(found, agreed, commitment or found.written.record.get("commitment"))
    result = decision.decide(facts, agreed.rules, said) if decision.exact else written.result
    with TemporaryDirectory() as scratch:
        due, certificate = write_contents(Path(scratch), room, decision, facts, agreed, result, committed)
        write_approvals(Path(scratch), approvals)
        if beside.anew is not None:
            beside.anew(Path(scratch), facts, agreed, committed, due, certificate)
        contents = {name: (Path(scratch) / name).read_bytes() for name in files_in(Path(scratch))}
    tables = {f"{name}.csv" for name in result.tables}
    differing = value_differences(result, written.result)
    for name in sorted(tables):
        if name in found.files and found.files[name] != contents[name]:
            differing += line_differences(
                name, contents[name].decode(), found.files[name].decode(errors="replace")
            )
    if any(found.files.get(name) != contents[name] for name in tables):
        certificate = decision.check(facts, agreed.rules, written.result)
    return replace(
        certificate,
        findings=(
            *certificate.findings,
            decided_again(decision, differing),
            finding("record_is_of_these", _of_record(found, due)),
            finding("files_are_those_of_the_record", _of_files(found, contents, tables, beside)),
            *approving,
            *against_what_was_given(decision, facts, agreed, written, draw, commitment, committed),
        ),
    )


def _approvals(
    found: Found, agreed: Agreed, commitment: Commitment | None
) -> tuple[list[Approval], tuple[Finding, ...]]:
    """The approvals of a correction as they lie in its folder, and what of them does not count."""
    if commitment is None or not is_correction(commitment):
        return [], ()
    name = "correction_is_approved"
    if APPROVALS not in found.files:
        return [], (Finding(name, False, 0),)
    try:
        approvals = read_approvals(found.files[APPROVALS], APPROVALS)
    except FactsError as error:
        return [], (finding(name, [str(problem) for problem in error.problems]),)
    faults = approval_faults(commitment, agreed, [(APPROVALS, item) for item in approvals])
    return approvals, (finding(name, [str(fault) for fault in faults]),)


def _of_record(found: Found, due: Written) -> list[str]:
    """What cannot be read, and entries of the record that do not follow; its hashes of files come apart."""
    said = found.written.record
    return [*found.unreadable, *record_differences({**due.record, "files": said.get("files")}, said)]


def _of_files(
    found: Found,
    contents: Mapping[str, bytes],
    tables: set[str],
    beside: Beside,
) -> list[str]:
    """Files that are missing, strange, not those of the record, or not what they should be."""
    record = found.written.record
    hashes = record.get("files", {})
    own = found.files.get(RECORD, b"")
    differing = []
    if record and own != plain_text(record).encode():
        differing.append(f"{RECORD}: is not spelled as it was written")
    due = {RECORD, *beside.copies, *contents}
    due |= {name for name in hashes if any(fnmatchcase(name, pattern) for pattern in beside.attested)}
    due |= {pattern for pattern in beside.attested if "*" not in pattern}
    for name in sorted({*due, *hashes, *found.files}):
        content = found.files.get(name)
        if name not in due:
            differing.append(f"{name}: belongs to no such decision")
        elif content is None and name in beside.left_out:
            continue
        elif content is None:
            differing.append(f"{name}: is missing")
        elif name in beside.copies:
            differing += line_differences(
                name, own.decode(errors="replace"), content.decode(errors="replace")
            )
        elif name != RECORD and name not in hashes:
            differing.append(f"{name}: is not in the record")
        elif name != RECORD and sha256_hex(content) != hashes[name]:
            differing.append(f"{name}: is not the file whose hash the record holds")
        if content is not None and name not in tables and contents.get(name, content) != content:
            text, said = contents[name].decode(errors="replace"), content.decode(errors="replace")
            differing += line_differences(name, text, said)
    return differing
