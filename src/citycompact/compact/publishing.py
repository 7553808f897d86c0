"""A progress as it is published: with its rules, its hash and its certificate."""

from __future__ import annotations

import json
from typing import Any

from citycompact.compact.check import certify
from citycompact.compact.decide import CompactProgress
from citycompact.compact.facts import CompactFacts
from citycompact.compact.rules import ProgressRules


def publication(facts: CompactFacts, rules: ProgressRules, progress: CompactProgress) -> dict[str, Any]:
    """Everything that a stranger needs beside the facts to recompute a progress, as plain data."""
    record = progress.record()
    certificate = certify(facts, rules, record)
    return {
        "progress": record,
        "sha256": progress.sha256(),
        "rules": rules.model_dump(mode="json"),
        "certificate": {
            "holds": certificate.holds,
            "checked": certificate.checked,
            "differences": list(certificate.differences),
        },
    }


def publication_text(facts: CompactFacts, rules: ProgressRules, progress: CompactProgress) -> str:
    """The same as ``progress.json``, the same to the byte on every machine."""
    content = publication(facts, rules, progress)
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
