"""The step of setting up that is the rulebook's."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import blockers
from citycompact.web.setup_steps import SetupStep, StepState


def _rulebook() -> StepState:
    version = RulebookVersion.objects.order_by("-uploaded_at", "-pk").first()
    if version is None:
        return StepState(False, _("No rulebook yet."))
    missing = list(dict.fromkeys(s for name in version.read().sections for s in blockers(name, version)))
    return StepState(not missing, " ".join([f"{version}.", *(missing or [_("Signed by every sector.")])]))


STEPS = (SetupStep(80, gettext_lazy("Rulebook"), "rulebooks:rulebooks", _rulebook),)
