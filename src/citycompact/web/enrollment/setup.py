"""The step of setting up that is the first round's."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.web.enrollment.models import Round
from citycompact.web.setup_steps import SetupStep, StepState


def _round() -> StepState:
    opened = Round.objects.opened().first()
    if opened is not None:
        return StepState(True, _("%(round)s was opened.") % {"round": opened.name})
    there = Round.objects.first()
    if there is None:
        return StepState(False, _("No round yet: make one from the rulebook."))
    return StepState(
        False, _("%(round)s is set up; both sectors open it on its page.") % {"round": there.name}
    )


STEPS = (SetupStep(90, gettext_lazy("First round"), "enrollment:rounds", _round),)
