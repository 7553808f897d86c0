"""Progress is published with the word of both sectors, and the live page waits for nobody."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def begun(signed_in):
    from citycompact.web.decisions.models import JointDecision

    answer = signed_in("steward").post("/compact/desk/publish-progress/")
    decision = JointDecision.objects.filter(kind="progress").latest("pk")
    assert answer["Location"] == f"/decisions/progress/{decision.name}/work/"
    return decision


def frozen(signed_in):
    """Begun, frozen and decided; a decision without a draw is taken at once."""
    from citycompact.web.decisions.running import run_attempt

    decision = begun(signed_in)
    answer = signed_in("steward").post(f"/decisions/progress/{decision.name}/freeze/", follow=True)
    assert decision.attempts.exists(), answer.content.decode()
    run_attempt(decision.attempts.get().pk)
    return decision


def reds(text):
    return text.count("cc-flag is-red")


def test_only_the_steward_begins_and_leads_it(signed_in):
    decision = begun(signed_in)
    for who in ("office", "auditor", "family", "approver-district"):
        assert signed_in(who).post("/compact/desk/publish-progress/").status_code == 403, who
        assert signed_in(who).post(f"/decisions/progress/{decision.name}/freeze/").status_code == 403, who
    assert signed_in("office").get(f"/decisions/progress/{decision.name}/work/").status_code == 403
    assert begun(signed_in) == decision


def test_nothing_is_drawn_where_chance_decides_nothing(signed_in):
    from citycompact.web.decisions.models import Attempt

    decision = frozen(signed_in)
    steps = decision.steps.count()
    dice = {"seed": "SEED", "source": "my dice"}
    path = f"/decisions/progress/{decision.name}/draw/"
    assert "Nothing is drawn here" in signed_in("steward").post(path, dice, follow=True).content.decode()
    Attempt.objects.filter(decision=decision).update(state=Attempt.State.FAILED)
    assert "Nothing is drawn here" in signed_in("steward").post(path, dice, follow=True).content.decode()
    assert decision.steps.count() == steps


def test_from_the_desk_to_the_public_page(signed_in, tmp_path):
    from typer.testing import CliRunner

    from citycompact.cli import app

    decision = frozen(signed_in)
    page = f"/decisions/progress/{decision.name}/"
    proposal = decision.proposals.get()
    for who in ("approver-charter", "approver-district"):
        signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    signed_in("steward").post(f"{page}publish/")
    assert decision.steps.last().to_state == "published"
    text = Client().get(page).content.decode()
    assert "Promises on" in text
    with zipfile.ZipFile(io.BytesIO(Client().get(f"{page}published.zip").content)) as archive:
        archive.extractall(tmp_path / "result")
    package = signed_in("steward").get(f"{page}package.zip").content
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(tmp_path / "facts")
    with zipfile.ZipFile(
        io.BytesIO(signed_in("office").get("/decisions/match/main/package.zip").content)
    ) as z:
        z.extractall(tmp_path / "city")
    # A stranger checks what was published against the facts that were frozen, and the city's keys.
    words = [str(tmp_path / name) for name in ("facts", "result")]
    done = CliRunner().invoke(app, ["compact", "check", *words, "--city", str(tmp_path / "city")])
    assert done.exit_code == 0, done.output


def test_refusing_a_publication_hides_no_red(signed_in):
    before = reds(Client().get("/compact/").content.decode())
    assert before
    decision = frozen(signed_in)
    proposal = decision.proposals.get()
    signed_in("approver-district").post(
        f"/decisions/proposal/{proposal.pk}/", {"word": "refuse", "reason": "It looks bad."}
    )
    assert decision.steps.last().to_state == "refused"
    assert reds(Client().get("/compact/").content.decode()) == before
    page = Client().get(f"/decisions/progress/{decision.name}/").content.decode()
    assert "It looks bad." in page
    assert 'href="/compact/"' in page
    assert Client().get(f"/decisions/progress/{decision.name}/published.zip").status_code == 404


def test_what_changes_after_the_freeze_is_live_and_not_published(signed_in):
    from citycompact.web.compact.models import Promise

    decision = frozen(signed_in)
    promise = Promise.objects.first()
    was = promise.pledge
    Promise.objects.filter(pk=promise.pk).update(pledge="Another pledge altogether")
    proposal = decision.proposals.get()
    for who in ("approver-charter", "approver-district"):
        signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})
    signed_in("steward").post(f"/decisions/progress/{decision.name}/publish/")
    assert "Another pledge altogether" in Client().get("/compact/").content.decode()
    with zipfile.ZipFile(
        io.BytesIO(signed_in("steward").get(f"/decisions/progress/{decision.name}/package.zip").content)
    ) as archive:
        assert was in archive.read("promises.csv").decode()
