"""A family's receipt, taken from the auditor's bundle of a finished round."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from citycompact.record.merkle import leaf_hash, merkle_levels, merkle_path


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
    levels = merkle_levels([leaf_hash(bytes.fromhex(salt) + record.encode()) for salt, _, record in salted])
    siblings = json.loads((audit / "auditor" / "siblings.json").read_text(encoding="utf-8"))
    return {
        "format": "citycompact receipt 2",
        "record": salted[index][2],
        "salt": salted[index][0],
        "path": [list(step) for step in merkle_path(levels, index)],
        "applications_root": levels[-1][0].hex(),
        "sibling_placed": siblings["sibling_placed"].get(applicant_id, []),
        "closed": siblings["closed"].get(applicant_id, []),
        **_result_receipt(audit / "auditor" / "results.txt", mine),
    }


def _result_receipt(path: Path, mine: str) -> dict[str, Any]:
    """The second receipt; nothing for rounds from before there was one."""
    if not path.exists():
        return {}
    salted = _salted(path)
    index = next(n for n, (_, _, leaf) in enumerate(salted) if leaf.startswith(f'{{"applicant_id":{mine},'))
    levels = merkle_levels([leaf_hash(bytes.fromhex(salt) + leaf.encode()) for salt, _, leaf in salted])
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
