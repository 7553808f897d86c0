"""A school and a claim that waits for it."""

from __future__ import annotations

import pytest


@pytest.fixture
def school(db):
    from citycompact.web.site.models import StaffRole

    return StaffRole.objects.get(user__email="secretary@demo.example").school


@pytest.fixture
def claim(school, application):
    from citycompact.web.enrollment.models import Claim

    return Claim.objects.create(child=application.child, school=school, claim="staff_child")
