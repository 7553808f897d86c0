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
    # Only "\n" ends a line: canonical JSON leaves other line separators, such as U+2028, as they are.
    lines = (audit / "auditor" / "applications.txt").read_bytes().decode().removesuffix("\n").split("\n")
    salted = [line.partition(" ") for line in lines]
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
    }
