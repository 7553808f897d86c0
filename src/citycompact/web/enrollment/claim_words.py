"""Claims in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from citycompact.enrollment import EnrollmentRules, label
from citycompact.web.enrollment.models import Claim, Sent
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
    """Some claims, each with its ``words``: those of the rules of the last round to which it was sent."""
    found, labels = list(claims), dict[int, dict[str, Mapping[str, str]]]()
    sent = Sent.objects.filter(child__in=[claim.child_id for claim in found], round__rulebook__isnull=False)
    said: dict[tuple[str, str, str], Mapping[str, str]] = {}
    for item in sent.select_related("round__rulebook").order_by("round__closes_at"):
        version = item.round.rulebook
        assert version is not None
        if version.pk not in labels:
            labels[version.pk] = labels_of_claims(version.rules())
        for name, school in item.content["claims"]:
            said[item.child_id, name, school] = labels[version.pk].get(name, {})
    for claim in found:
        claim.words = claim_words(claim.claim, said.get((claim.child_id, claim.claim, claim.school_id), {}))
    return found
