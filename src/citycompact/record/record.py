"""The record of a decision, one form for every room: everything needed to recompute it, as hashes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from citycompact import __version__
from citycompact.doors import Certificate, Decision, Draw, Result
from citycompact.facts import FactsError, Problem, canonical_json, json_of, sha256_hex, text_of
from citycompact.record.commitment import is_time
from citycompact.record.published_tables import columns_of
from citycompact.record.results import Results

FORMAT = "citycompact record 3"
_FORMAT_2 = "citycompact record 2"


def record_of(
    room: str,
    decision: Decision,
    city: Mapping[str, str],
    facts_sha256: Mapping[str, str],
    sections: Mapping[str, Mapping[str, Any]],
    result: Result,
    certificate: Certificate,
    table_digests: Mapping[str, str],
    results: Results | None = None,
    commitment: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The content of ``record.json``.

    Holds no time and no name of a machine, so that the same decision has the same record.

    Parameters
    ----------
    city
        ``id`` and ``name``.
    facts_sha256
        Hash of each part of the facts.
    sections
        For each section of the rulebook that the decision rests on: its ``sha256``, the rulebook's
        ``name`` and ``version``, ``signed_by`` and ``not_signed_by``.
    table_digests
        Hash of each published table, as its file.
    results
        Everybody's result, where people have receipts.
    commitment
        What was fixed before the draw, where the decision fixes anything.
    """
    return {
        "format": FORMAT,
        "software": f"citycompact {__version__}",
        "room": room,
        "decision": decision.name,
        "city": dict(city),
        "facts_sha256": dict(facts_sha256),
        "sections": {name: dict(said) for name, said in sections.items()},
        "draw": None if result.draw is None else result.draw.plain(),
        "result_sha256": {**table_digests, "values": sha256_hex(canonical_json(dict(result.values)))},
        "results_root": None if results is None else results.root,
        # Which kind of value stands in each column, in their order, so that nobody has to guess.
        "columns": {
            name: [list(column) for column in columns_of(result.tables[name]).items()]
            for name in table_digests
        },
        "values": dict(result.values),
        "certificate": certificate.plain(),
        "commitment": None if commitment is None else dict(commitment),
        # Of a decision in a folder, the hash of every other file (citycompact.record.in_folder).
        "files": {},
    }


def read_record(path: Path) -> dict[str, Any]:
    """Read a record of this format, or an earlier one brought into its form; ``format`` stays as written.

    Raises
    ------
    FactsError
        Where the file is no record, or one of a later format.
    """
    try:
        text = text_of(path, path.name)
    except OSError as error:
        raise FactsError([_no_record(path.name, error.strerror or str(error))]) from None
    return brought_forward(json_of(text, path.name), path.name)


def brought_forward(content: Any, file: str) -> dict[str, Any]:
    """A record as the present format has it; raises as :func:`read_record`."""
    if not isinstance(content, dict) or "format" not in content:
        raise FactsError([_no_record(file, "it has no format")])
    written = content["format"]
    if written == "citycompact record 1":
        try:
            return _from_1(content)
        except (KeyError, TypeError) as error:
            raise FactsError([_no_record(file, f"it lacks {error}")]) from None
    if written == _FORMAT_2:
        # It held no hashes of files.
        content = {**content, "files": {}}
    elif written != FORMAT:
        mend = "Read it with the version of City Compact that it names under software."
        raise FactsError([Problem(file, f"has the format {written!r}.", mend)])
    try:
        _Shape.model_validate(content)
    except ValidationError as error:
        raise FactsError(
            [_no_record(file, f"{'.'.join(map(str, item['loc']))}: {item['msg']}") for item in error.errors()]
        ) from None
    return dict(content)


def draw_of(record: Mapping[str, Any]) -> Draw | None:
    """The draw that a record names."""
    drawn = record["draw"]
    if drawn is None:
        return None
    later = ("round", "clock_moved", "corrected_at", "changed")
    more = {key: drawn[key] for key in later if key in drawn}
    return Draw(drawn["seed"], drawn["source"], drawn["replayed"], drawn["committed_before"], **more)


class _DrawShape(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow")

    seed: str | None
    source: str
    replayed: bool
    committed_before: bool
    corrected_at: str = ""
    changed: int = Field(default=0, ge=0)

    @field_validator("corrected_at")
    @classmethod
    def _time(cls, said: str) -> str:
        if said and not is_time(said):
            raise ValueError("is no time such as 2027-02-13T09:00")
        return said


class _Shape(BaseModel):
    """What stands where in a record, so that whoever reads one need not ask; not whether it is true."""

    model_config = ConfigDict(strict=True, extra="allow")

    software: str
    room: str
    decision: str
    city: dict[str, str]
    facts_sha256: dict[str, str]
    sections: dict[str, dict[str, Any]]
    draw: _DrawShape | None
    result_sha256: dict[str, str]
    results_root: str | None
    columns: dict[str, list[Annotated[list[str], Field(min_length=2, max_length=2)]]]
    values: dict[str, Any]
    certificate: dict[str, Any]
    commitment: dict[str, Any] | None
    files: dict[str, str]


def _no_record(file: str, reason: str) -> Problem:
    mend = "Give the folder that holds the record.json of a decision."
    return Problem(file, f"is not a record: {reason}.", mend)


def _from_1(content: dict[str, Any]) -> dict[str, Any]:
    """A match of format 1: one digest for the whole rulebook, no values, no results root."""
    rulebook = content["rulebook"]
    return {
        **{
            key: content[key]
            for key in ("software", "city", "facts_sha256", "draw", "certificate", "commitment")
        },
        "format": "citycompact record 1",
        "room": "enrollment",
        "decision": "match",
        "sections": {"enrollment": rulebook},
        "result_sha256": content["decision_sha256"],
        "results_root": None,
        "columns": {},
        "values": {
            "mechanism": content["mechanism"],
            "siblings": content["siblings"],
            "proposals": content["proposals"],
        },
        "files": {},
    }
