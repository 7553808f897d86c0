"""The step of setting up that is the rulebook's."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import blockers
from citycompact.web.setup_steps import SetupStep, Standing


def _rulebook() -> Standing:
    version = RulebookVersion.objects.order_by("-uploaded_at", "-pk").first()
    if version is None:
        return Standing(False, _("No rulebook yet."))
    missing = list(dict.fromkeys(s for name in version.read().sections for s in blockers(name, version)))
    return Standing(not missing, " ".join([f"{version}.", *(missing or [_("Signed by every sector.")])]))


STEPS = (SetupStep(80, gettext_lazy("Rulebook"), "rulebooks:rulebooks", _rulebook),)
