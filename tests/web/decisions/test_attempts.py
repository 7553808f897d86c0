"""The page of a run moves by itself, and disturbs nobody."""

from __future__ import annotations

import pytest
from carrying import carry

pytestmark = pytest.mark.django_db


def test_a_page_asks_again_without_moving_or_speaking_until_something_changes(signed_in, decision):
    from citycompact.web.decisions.models import Attempt

    carry(decision, "drawn")
    run = decision.attempts.get()
    office, path = signed_in("office"), f"/decisions/run/{run.pk}/progress/"
    Attempt.objects.filter(pk=run.pk).update(state="running", step="writing audit bundles")
    page = office.get(f"/decisions/run/{run.pk}/").content.decode()
    polled = page.partition('id="progress"')[2].partition("</div>")[0]
    assert "every 2s" in polled
    assert "role=" not in polled, "what moves is not read aloud"
    assert page.count('role="status"') - page.count('id="not-saved"') >= 1
    assert office.get(path, {"seen": "running|writing audit bundles"}).status_code == 204
    step = office.get(path, {"seen": "running|deciding"}).content.decode()
    assert "writing audit bundles" in step
    assert "hx-swap-oob" not in step, "a step is shown and not read aloud"
    assert 'hx-swap-oob="innerHTML:#run-state"' in office.get(path, {"seen": "waiting|"}).content.decode()
    work = office.get(f"/decisions/match/{run.decision.name}/work/").content.decode()
    assert "every 2s" in work
    assert 'id="run-state"' in work
    Attempt.objects.filter(pk=run.pk).update(state="done", step="")
    done = office.get(path, {"seen": "running|deciding"})
    assert "HX-Refresh" not in done, "a page that loads anew loses the place of whoever reads it"
    assert 'hx-select="#moving"' in done.content.decode()
    assert "every 2s" not in office.get(f"/decisions/match/{run.decision.name}/work/").content.decode()
