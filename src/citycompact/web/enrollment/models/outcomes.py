"""What a freeze committed to of each child, and what a run of the match gave it."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import models

from citycompact.web.decisions.models import Attempt, Step
from citycompact.web.enrollment.models.children import Child


class Sealed(models.Model):
    """What one freeze committed to of one child: the first half of the family's receipt.

    ``receipt`` holds the application's record with its salt and its path to the root that was published.
    """

    freeze = models.ForeignKey(Step, models.CASCADE, related_name="sealed")
    child = models.ForeignKey(Child, models.CASCADE, related_name="sealed")
    receipt = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint("freeze", "child", name="sealed_once"),)
        triggers = (pgtrigger.Protect(name="kept_as_sealed", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.child_id} in freeze {self.freeze_id}"


class Outcome(models.Model):
    """What one attempt gave one child; families see it once the run is published.

    ``missed`` holds the rows of the table ``explanations`` for this child, ``told`` what did not count
    (``unverified``) and the programs where a placed sibling gave no priority (``uncounted``). Names of
    programs are those of the run's facts: what was published does not change with a program that is renamed.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="outcomes")
    child = models.ForeignKey(Child, models.CASCADE, related_name="outcomes")
    program = models.ForeignKey("city.Program", models.PROTECT, null=True, related_name="outcomes")
    program_name = models.TextField(null=True)
    choice_rank = models.PositiveSmallIntegerField(null=True)
    lottery_number = models.CharField(max_length=80)
    lottery_place = models.PositiveIntegerField()
    missed = models.JSONField(default=list)
    told = models.JSONField(default=dict)
    receipt = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint("attempt", "child", name="outcome_once"),)
        # What a run gave stays what it gave, whatever code runs; but a merge may move it to the other name.
        triggers = (pgtrigger.Protect(name="kept_as_it_was_given", operation=pgtrigger.Update),)

    def __str__(self) -> str:
        return f"{self.child_id} in attempt {self.attempt_id}"

    def row(self) -> dict[str, Any]:
        """The result itself, as the letter's words need it."""
        return {
            "applicant_id": self.child_id,
            "program_name": self.program_name,
            "choice_rank": self.choice_rank,
            "lottery_number": self.lottery_number,
            "lottery_place": self.lottery_place,
        }
