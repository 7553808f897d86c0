"""What is shown to people is what was published: each result is held against the published root again.

The root stands in the step of the publication, which nothing changes. A row that differs from the leaf under
it, or whose leaf does not lead there, is not shown.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models.fields.json import KeyTransform

from citycompact.enrollment import SIBLING_UNCOUNTED
from citycompact.facts import sha256_hex
from citycompact.record.receipts import receipt_differences
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import Attempt, JointDecision, Step
from citycompact.web.enrollment.models import Outcome

log = logging.getLogger("citycompact.enrollment")


@dataclass(frozen=True)
class Published:
    """What a publication says for ever: the root of all results, and the drawn seed where each child's number
    is that of the seed and the child alone."""

    root: str | None
    seed: str | None


def published(decision: JointDecision) -> Published | None:
    """What is in force; None where nothing is published."""
    step = decision.steps.filter(to_state__in=(State.PUBLISHED, State.VOID)).last()
    return None if step is None or step.to_state == State.VOID else said_by(step)


def said_by(publication: Step) -> Published:
    """What one publication says; of before, its root stood in the record alone."""
    if publication.attempt_id is None:
        return Published(None, None)
    # A record is large, and little of it is needed here.
    lottery = KeyTransform("lottery", KeyTransform("values", "record"))
    said = Attempt.objects.filter(pk=publication.attempt_id).values_list(
        KeyTransform("results_root", "record"), KeyTransform("numbers", lottery)
    )
    recorded, numbers = said.first() or (None, None)
    drawn = publication.decision.steps.filter(to_state=State.DRAWN, number__lt=publication.number).last()
    seed = drawn.content["seed"] if drawn is not None and numbers == "per_applicant" else None
    return Published(publication.content.get("results_root", recorded), seed)


def differences(outcome: Outcome, due: Published | None) -> list[str]:
    """What of a result is not as it was published; empty where all is."""
    found = receipt_differences(outcome.receipt, {"results_root": due.root if due else None})
    if found:
        return found
    assert due is not None
    leaf: dict[str, Any] = json.loads(outcome.receipt["result"])
    (placed,) = leaf["assignments"]
    uncounted = [row["program_id"] for row in leaf["siblings"] if row["effect"] == SIBLING_UNCOUNTED]
    number = None if due.seed is None else sha256_hex(f"{due.seed}|{outcome.child_id}".encode())
    pairs = {
        "applicant_id": (outcome.child_id, leaf["applicant_id"]),
        "program_id": (outcome.program_id, placed["program_id"]),
        "choice_rank": (outcome.choice_rank, placed["choice_rank"]),
        "uncounted": (sorted(outcome.told.get("uncounted", ())), sorted(uncounted)),
        "lottery_number": (outcome.lottery_number, number or outcome.lottery_number),
        # A seat has a name, and no seat has none.
        "program_name": (outcome.program_name is None, placed["program_id"] is None),
    }
    return [name for name, (shown, said) in pairs.items() if shown != said]


def proved(outcomes: Sequence[Outcome], due: Published | None) -> list[Outcome]:
    """Those of some results that are as they were published; of the others the log has how many there are."""
    found = [outcome for outcome in outcomes if not differences(outcome, due)]
    if len(found) < len(outcomes):
        fields = {"results": len(outcomes) - len(found)}
        log.error("results differ from what was published", extra={"fields": fields})
    return found
