"""Everything that is held about a person, for the person to take away."""

from __future__ import annotations

from typing import Any

from citycompact.web.accounts.models import User
from citycompact.web.families.models import Child
from citycompact.web.outbox.models import Message


def held_about(user: User) -> dict[str, Any]:
    """Everything about a person and the children they are the family of."""
    children = Child.objects.filter(guardians__user=user).prefetch_related(
        "applications__versions", "claims__documents", "guardians"
    )
    return {
        "account": {"email": user.email, "name": user.name, "phone": user.phone, "language": user.language},
        "children": [_child(child) for child in children],
        "messages": list(
            Message.objects.filter(user=user).values("created_at", "channel", "subject", "body", "state")
        ),
    }


def _child(child: Child) -> dict[str, Any]:
    return {
        "applicant_id": child.applicant_id,
        "name": str(child),
        "birth_date": child.birth_date,
        "address": child.address,
        "zone": child.zone,
        "current_school": child.current_school_id,
        "facts": child.facts,
        "claims": [
            {
                "claim": c.claim,
                "school": c.school_id,
                "state": c.state,
                "documents": [str(d.pk) for d in c.documents.all()],
            }
            for c in child.claims.all()
        ],
        "applications": [
            {
                "round": application.round_id,
                "grade": application.grade,
                "state": application.state,
                "draft": application.draft,
                "versions": [
                    {
                        "number": v.number,
                        "submitted_at": v.submitted_at,
                        "channel": v.channel,
                        "content": v.content,
                    }
                    for v in application.versions.all()
                ],
            }
            for application in child.applications.all()
        ],
    }
