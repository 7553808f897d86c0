"""Claims in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from citycompact.enrollment import EnrollmentRules, label
from citycompact.web.enrollment.models import Claim, Round
from citycompact.web.site.language import page_language


def claim_words(name: str, labels: Mapping[str, str]) -> Any:
    """A claim in words, in the page's language; ``labels`` are those of the rulebook."""
    language = page_language()
    known = {
        "sibling": _("A brother or sister goes to this school"),
        "staff_child": _("A parent works at this school"),
    }
    return known.get(name) or label(name, {name: labels.get(language, "")}, language)


def labels_of_claims(rules: EnrollmentRules) -> dict[str, Mapping[str, str]]:
    """For each claim that a group of the rules looks at, what the rulebook calls it, by language."""
    named = ((getattr(group, "claim", None), group.labels) for group in rules.groups.values())
    return {claim: labels for claim, labels in named if claim is not None}


def with_words(claims: Iterable[Claim]) -> list[Claim]:
    """Some claims, each with its ``words``, which are those of the rules of its round."""
    found, labels = list(claims), dict[str, dict[str, Mapping[str, str]]]()
    rounds = Round.objects.select_related("rulebook").in_bulk({claim.round_id for claim in found})
    for round_ in rounds.values():
        labels[round_.pk] = labels_of_claims(round_.rulebook.rules()) if round_.rulebook else {}
    for claim in found:
        claim.round = rounds[claim.round_id]
        claim.words = claim_words(claim.claim, labels[claim.round_id].get(claim.claim, {}))
    return found
