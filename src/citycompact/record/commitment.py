"""The commitment: what the office publishes at the deadline, before anyone can know the draw.

Its content, for a room that fixes ``applications`` and ``seats``::

    {"city": id, "round": id,
     "at": time at which it was published, such as 2027-02-13T09:00, empty where it was not,
     "clock": the time zone of that time, and ", set by hand" where a demonstration's clock was,
     "applications": how many, "applications_root": Merkle root of their salted records, "seats_sha256": hash,
     "section_sha256": hash of the rules, the draw among them, "format": "citycompact commitment 3"}

The commitment of a correction is published after the draw, which it keeps. It has three entries more behind
``clock``, and a format of its own, since a reader of format 3 would take it for a false commitment::

    {"corrects": SHA-256 of the canonical JSON of the commitment that it takes the place of,
     "changed": how many of the records differ from those of that one,
     "seed": what was drawn, so that who approves the correction approves no other draw,
     "format": "citycompact commitment 4"}
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from citycompact.doors import Decision, Draw, Facts, Fixed
from citycompact.facts import FactsError, Problem, canonical_json, json_of, sha256_hex, text_of
from citycompact.record.agreed import Agreed
from citycompact.record.merkle import merkle_path, salted_levels, salts

FORMAT = "citycompact commitment 3"
CORRECTION_FORMAT = "citycompact commitment 4"

BY_HAND = ", set by hand"
_HASH = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")

Commitment = Mapping[str, str | int]


@dataclass(frozen=True, eq=False)
class Committed:
    """A commitment together with what it commits to; everything but ``commitment`` is private.

    ``public`` are canonical JSON, as they are hashed, and so is ``sections``: what is signed of each.
    """

    commitment: Commitment
    fixed: Fixed
    salts: list[bytes]
    public: Mapping[str, bytes]
    sections: Mapping[str, Mapping[str, Any]]

    def receipts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Everybody's id and receipt."""
        root = f"{self.fixed.people}_root"
        levels = salted_levels(self.salts, self.fixed.records)
        for index, who in enumerate(self.fixed.who):
            yield (
                who,
                {
                    "format": "citycompact receipt 2",
                    "record": self.fixed.records[index],
                    "salt": self.salts[index].hex(),
                    "path": [list(step) for step in merkle_path(levels, index)],
                    root: self.commitment[root],
                },
            )


def commit(
    decision: Decision,
    facts: Facts,
    agreed: Agreed,
    draw: Draw | None = None,
    *,
    round_id: str = "",
    at: str = "",
    clock_moved: bool = False,
) -> Committed | None:
    """Compute the commitment; chance plays no part in it, so it can be made before the draw.

    None for a decision before which nothing is fixed.

    Parameters
    ----------
    draw
        Where it is known already; says whether a past round is replayed, and which round it is.
    at
        When it is published, on the city's clock; empty where nobody has seen it before the draw.
    clock_moved
        Whether that clock was set by hand, as only a demonstration's may be.

    Raises
    ------
    FactsError
        Where facts and rules do not fit together.
    """
    if decision.fixed is None:
        return None
    fixed = decision.fixed(facts, agreed.rules, draw)
    salted = salts(fixed.records, fixed.who)
    public = {name: canonical_json(content) for name, content in fixed.public.items()}
    sections = {name: said["sha256"] for name, said in agreed.signing.items()}
    commitment = {
        "city": facts.city_id,
        "round": round_id if draw is None else draw.round,
        "at": at,
        "clock": getattr(facts, "time_zone", "UTC") + (BY_HAND if clock_moved else ""),
        fixed.people: len(fixed.records),
        f"{fixed.people}_root": salted_levels(salted, fixed.records)[-1][0].hex(),
        **{f"{name}_sha256": sha256_hex(text) for name, text in public.items()},
        "section_sha256": next(iter(sections.values()))
        if len(sections) == 1
        else sha256_hex(canonical_json(sections)),
        "format": FORMAT,
    }
    return Committed(commitment, fixed, salted, public, agreed.signed)


def as_correction(committed: Committed, corrects: str, changed: int, seed: str) -> Committed:
    """The same as the commitment of a correction: what it takes the place of, how many records differ, and
    what was drawn."""
    now = committed.commitment
    head = {name: now[name] for name in ("city", "round", "at", "clock")}
    more: dict[str, str | int] = {"corrects": corrects, "changed": changed, "seed": seed}
    return replace(committed, commitment={**head, **more, **now, **more, "format": CORRECTION_FORMAT})


def is_correction(commitment: Mapping[str, Any] | None) -> bool:
    """Whether a commitment is that of a correction, published after the draw that it keeps."""
    return commitment is not None and "corrects" in commitment


def commitment_sha256(commitment: Commitment) -> str:
    """Hash by which a correction names the commitment that it corrects, and which sectors approve."""
    return sha256_hex(canonical_json(dict(commitment)))


def commitment_text(commitment: Commitment) -> str:
    """The file's text."""
    return json.dumps(dict(commitment), indent=2, ensure_ascii=False) + "\n"


def read_commitment(path: Path) -> Commitment:
    """Read a published commitment; FactsError where it cannot be one."""
    try:
        text = text_of(path, path.name)
    except OSError as error:
        raise FactsError([_no_commitment(path.name, error.strerror or str(error))]) from None
    return commitment_of(json_of(text, path.name), path.name)


def commitment_of(content: Any, file: str = "commitment.json") -> Commitment:
    """A commitment as it was published.

    Raises
    ------
    FactsError
        Where it is none, or one of an earlier format.
    """
    if not isinstance(content, dict):
        raise FactsError([_no_commitment(file, "it is no object")])
    if content.get("format") in ("citycompact commitment 1", "citycompact commitment 2"):
        message = "was published by an earlier version, and binds neither the round nor what is drawn."
        mend = "Finish that round with the version that published it, or commit anew before the draw."
        raise FactsError([Problem(file, message, mend)])
    correction = content.get("format") == CORRECTION_FORMAT
    if not correction and content.get("format") != FORMAT:
        raise FactsError([_no_commitment(file, f"its format is {content.get('format')!r}")])
    more = {"corrects", "changed", "seed"}
    due = {"city", "round", "at", "clock", "section_sha256"} | (more if correction else set())
    if lacking := due - content.keys():
        raise FactsError([_no_commitment(file, f"it lacks {', '.join(sorted(lacking))}")])
    if odd := [name for name, value in content.items() if type(value) not in (str, int)]:
        raise FactsError([_no_commitment(file, f"{odd[0]} is neither a text nor a whole number")])
    if not correction and (strange := more & content.keys()):
        raise FactsError(
            [_no_commitment(file, f"only that of a correction has {', '.join(sorted(strange))}")]
        )
    if correction and not _HASH.fullmatch(str(content["corrects"])):
        reason = f"what it corrects, {content['corrects']!r}, is no SHA-256 digest"
        raise FactsError([_no_commitment(file, reason)])
    if correction and (type(content["changed"]) is not int or content["changed"] < 0):
        reason = f"the number of records that it changes, {content['changed']!r}, is none"
        raise FactsError([_no_commitment(file, reason)])
    if correction and not isinstance(content["seed"], str):
        raise FactsError([_no_commitment(file, f"the draw that it keeps, {content['seed']!r}, is no text")])
    if (correction or content["at"] != "") and not is_time(content["at"]):
        reason = f"its time, {content['at']!r}, is not written as 2027-02-13T09:00"
        raise FactsError([_no_commitment(file, reason)])
    return content


def is_time(said: Any) -> bool:
    """Whether a value is a time as a commitment has it."""
    if not isinstance(said, str) or not _TIME.fullmatch(said):
        return False
    try:
        datetime.datetime.fromisoformat(said)
    except ValueError:
        return False
    return True


def clock_was_moved(commitment: Mapping[str, Any]) -> bool:
    """Whether a commitment was published by a clock that somebody had set."""
    return str(commitment.get("clock", "")).endswith(BY_HAND)


def commit_again(
    decision: Decision, facts: Facts, agreed: Agreed, draw: Draw | None, published: Mapping[str, Any]
) -> Committed | None:
    """Commit as somebody did before, if facts and rules are the same.

    When it was published, by which clock, what it corrects with how many changes, and the draw that it keeps
    follow from neither; they are as ``published`` says.
    """
    at, moved = str(published.get("at", "")), clock_was_moved(published)
    round_id = str(published.get("round", ""))
    found = commit(decision, facts, agreed, draw, round_id=round_id, at=at, clock_moved=moved)
    if found is None or not is_correction(published):
        return found
    changed, seed = published.get("changed", 0), str(published.get("seed", ""))
    return as_correction(found, published["corrects"], changed, seed)


def keep(
    decision: Decision, facts: Facts, agreed: Agreed, draw: Draw | None, published: Commitment | None
) -> Committed | None:
    """Commit anew before anything is decided.

    Raises
    ------
    FactsError
        Where the facts and rules are not those of the commitment that was published: before the draw, or of
        a correction after it.
    """
    committed = commit_again(decision, facts, agreed, draw, published or {})
    if published is None:
        return committed
    if committed is None:
        mend = "Leave it out: this decision fixes nothing before its draw."
        raise FactsError([Problem("commitment.json", "is not of this decision.", mend)])
    if changed := changes(published, committed):
        raise FactsError(changed)
    return committed


def _no_commitment(file: str, reason: str) -> Problem:
    return Problem(file, f"is not a commitment: {reason}.", "Give the commitment.json that was published.")


def changes(published: Commitment, now: Committed) -> list[Problem]:
    """Say what has changed since a commitment was published; empty where nothing has."""
    meaning = {
        "city": "the city",
        "round": "the round",
        "clock": "the city's clock",
        "section_sha256": "the rules, or who has to sign them,",
        "corrects": "what is corrected",
        "changed": "the number of records that the correction changes",
        "seed": "the draw that the correction keeps",
        "format": "the format",
        **now.fixed.meaning,
    }
    return [
        Problem(
            "commitment.json",
            f"{meaning.get(name, name)} changed after the commitment was published.",
            "Decide on the committed facts and rules, or commit anew: before the draw, or as a correction.",
            column=name,
            value=str(published.get(name, "")),
        )
        for name in dict.fromkeys((*published, *now.commitment))
        if published.get(name) != now.commitment.get(name)
    ]
