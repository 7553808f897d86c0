"""What a version holds of a package."""

from __future__ import annotations

import pytest

from moved_city import load

pytestmark = pytest.mark.django_db


def test_what_nobody_reads_stays_in_the_version_and_out_of_the_facts_of_a_round(package):
    from citycompact.web.enrollment.models import Round, Version
    from citycompact.web.enrollment.rows import city_package

    load(package)
    content = Version.objects.order_by("pk").first().content
    assert content["facts"]["cohort"] == "f"
    assert content["facts"]["nothing"] is None
    assert "lottery" in content["further"]
    facts = city_package(Round.objects.get())
    assert facts.table("lottery").is_empty()
    assert "why" not in facts.table("choices").columns
    assert "cohort" not in facts.table("applicants").columns


def test_a_loaded_application_is_not_unsent(package):
    from citycompact.web.enrollment.answers import is_unsent
    from citycompact.web.enrollment.models import Application

    load(package)
    assert not any(is_unsent(item) for item in Application.objects.prefetch_related("versions"))
