"""Receipts: what a person or school holds, to prove later what was counted and what was published.

A family's receipt of a round is taken from the auditor's bundle; in any other room whoever has a result
holds the second half of it alone, the leaf of the results root with its salt and path.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from citycompact.facts import FactsError, canonical_json
from citycompact.record.merkle import leaf_hash, merkle_path, parent, salted_levels

FORMAT = "citycompact result receipt 1"
FAMILY_FORMAT = "citycompact receipt 2"
_SALT = 16
_HALF = {"result", "result_salt", "result_path", "results_root"}
_KEYS = {"format", *_HALF}


def receipt_from_bundle(audit: Path, applicant_id: str) -> dict[str, Any]:
    """Build the receipt of one applicant, with what a family needs to recompute its result.

    Raises
    ------
    KeyError
        For an applicant who is not in the bundle.
    """
    salted = _salted(audit / "auditor" / "applications.txt")
    mine = json.dumps(applicant_id, ensure_ascii=False)
    found = [n for n, (_, _, record) in enumerate(salted) if record.startswith(f'{{"applicant":{mine},')]
    if not found:
        raise KeyError(applicant_id)
    index = found[0]
    levels = salted_levels(
        (bytes.fromhex(salt) for salt, _, _ in salted), (record for _, _, record in salted)
    )
    siblings = json.loads((audit / "auditor" / "siblings.json").read_text(encoding="utf-8"))
    second, has_results = audit / "auditor" / "results.txt", (audit / "public" / "results.json").exists()
    first = {
        "format": FAMILY_FORMAT,
        "record": salted[index][2],
        "salt": salted[index][0],
        "path": [list(step) for step in merkle_path(levels, index)],
        "applications_root": levels[-1][0].hex(),
    }
    # Rounds from before there were results have none.
    result = _result_receipt(second, "applicant_id", applicant_id) if has_results else {}
    return family_receipt(first, siblings, applicant_id, result)


def family_receipt(
    first: Mapping[str, Any], siblings: Mapping[str, Any], applicant_id: str, result: Mapping[str, Any]
) -> dict[str, Any]:
    """A family's whole receipt: what was counted, what its result rests on, and what was published to it.

    Parameters
    ----------
    first
        What the commitment gave out (:meth:`citycompact.record.commitment.Committed.receipts`).
    siblings
        For each effect of the sibling rules the programs by applicant; earlier rounds lack some.
    result
        The second half, of :class:`citycompact.record.results.Results`; empty before there are results.
    """
    effects = ("sibling_placed", "closed", "sibling_uncounted")
    return {**first, **{name: siblings.get(name, {}).get(applicant_id, []) for name in effects}, **result}


def result_receipt(folder: Path, who: str, name: str) -> dict[str, Any]:
    """The receipt of one person or school from the folder of any decision; KeyError for a stranger.

    Parameters
    ----------
    who
        Column that names whom a result is about.
    """
    return {"format": FORMAT, **_result_receipt(folder / "results.txt", who, name)}


def receipt_differences(receipt: Any, record: Mapping[str, Any]) -> list[str]:
    """What of a receipt does not belong to a published record; empty where it proves its result.

    Of a family's receipt this is its second half; ``audit/verify.py`` checks the first one too.
    """
    if isinstance(receipt, dict) and receipt.get("format") == FAMILY_FORMAT and receipt.keys() >= _HALF:
        receipt = {"format": FORMAT, **{key: receipt[key] for key in _HALF}}
    if not isinstance(receipt, dict) or receipt.keys() != _KEYS or receipt["format"] != FORMAT:
        return [f"it is not a receipt of the format {FORMAT!r}, with {', '.join(sorted(_KEYS))}"]
    try:
        if len(bytes.fromhex(receipt["result_salt"])) != _SALT:
            return [f"its salt is not of {_SALT} bytes"]
        if canonical_json(json.loads(receipt["result"])) != receipt["result"].encode():
            return ["its result is not canonical JSON"]
        node = leaf_hash(bytes.fromhex(receipt["result_salt"]) + receipt["result"].encode())
        for side, other in receipt["result_path"]:
            node = (
                parent(bytes.fromhex(other), node) if side == "left" else parent(node, bytes.fromhex(other))
            )
    except (ValueError, TypeError, AttributeError, FactsError) as error:
        return [f"it cannot be read: {error}"]
    found = []
    for said, of in ((receipt["results_root"], "it names"), (record["results_root"], "was published")):
        if said != node.hex():
            found.append(f"its result leads to the root {node.hex()}, and {of} {said}")
    return found


def _result_receipt(path: Path, who: str, name: str) -> dict[str, Any]:
    salted = _salted(path)
    found = [n for n, (_, _, leaf) in enumerate(salted) if json.loads(leaf)[who] == name]
    if not found:
        raise KeyError(name)
    index = found[0]
    levels = salted_levels((bytes.fromhex(salt) for salt, _, _ in salted), (leaf for _, _, leaf in salted))
    return {
        "result": salted[index][2],
        "result_salt": salted[index][0],
        "result_path": [list(step) for step in merkle_path(levels, index)],
        "results_root": levels[-1][0].hex(),
    }


def _salted(path: Path) -> list[tuple[str, str, str]]:
    """Lines of a file of the auditor's bundle, each parted into salt and text."""
    # Only "\n" ends a line: canonical JSON leaves other line separators, such as U+2028, as they are.
    lines = path.read_bytes().decode().removesuffix("\n").split("\n")
    return [line.partition(" ") for line in lines]
