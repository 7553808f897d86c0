"""What the public page of a round counts, from the frozen facts and from what was sent."""

from __future__ import annotations

import pytest

from applying import programs, says
from citycompact.enrollment import CHANNELS

pytestmark = pytest.mark.django_db


def raw(round_, sealed=None):
    from citycompact.web.enrollment.counting import intake_of
    from citycompact.web.enrollment.models import Application

    sent = Application.objects.filter(round=round_, state="submitted").count()
    return intake_of(round_, sent if sealed is None else sealed), sent


def test_applications_count_once_by_how_they_came_first(round_, application, family):
    from citycompact.web.enrollment.models import Application, Version

    before, sent = raw(round_)
    assert sum(before.get(name, 0) for name in CHANNELS) == sent
    # Mended, and sent once more on the site: it still came on paper, once.
    says(application, family, choices=programs()[:1])
    version = application.versions.last()
    for number, channel in ((8, "office"), (9, "office")):
        Version.objects.create(
            application=application,
            number=number,
            content=version.content,
            sha256="0" * 64,
            channel=channel,
            submitted_at=version.submitted_at,
            once=f"00000000-0000-0000-0000-00000000000{number}",
        )
    after, _ = raw(round_, sent - 2)
    assert {**after, "mended": 0, "set_aside": 0} == {**before, "mended": 0, "set_aside": 0}
    assert (after["mended"], after["set_aside"]) == (before["mended"] + 1, 2)
    Application.objects.filter(pk=application.pk).update(state="withdrawn")
    gone, left = raw(round_)
    assert (left, gone["withdrawn"]) == (sent - 1, 1)
    assert sum(gone.get(name, 0) for name in CHANNELS) == sent - 1


def test_nothing_is_counted_before_the_result_is_public(drawn, round_):
    from citycompact.web.enrollment.counting import counts_of

    assert drawn.freeze.intake.counts["load"] > 0
    assert counts_of(round_) is None


def test_a_published_round_has_its_counts_and_of_the_audit_only_once_it_is_finished(published, drawn):
    from citycompact.web.enrollment.counting import counts_of
    from citycompact.web.enrollment.models import Child, Verification

    shown = counts_of(published)
    assert shown["intake"]["applicants"].item() == drawn.record["commitment"]["applications"]
    assert "audit_city" not in shown
    # Live rows change nothing of what was decided on.
    Verification.objects.all().delete()
    Child.objects.update(given_name="X")
    assert all(frame.equals(shown[name]) for name, frame in counts_of(published).items())
    drawn.asked.update(finding="confirmed", reason="A bill")
    finished = counts_of(published)
    assert finished["audit_city"]["confirmed"].to_list() == [drawn.asked.count()]
    for frame in finished.values():
        for column in frame.columns:
            if frame[column].dtype.is_integer():
                assert not frame[column].is_between(1, 9).any(), column
    drawn.asked.filter(pk=drawn.asked.first().pk).update(finding="")
    assert "audit_city" not in counts_of(published)
