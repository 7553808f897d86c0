"""docs/first-week.md, followed: its commands in its order, its pages with what a person types there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from django.test import Client
from typer.testing import CliRunner

from emptied_site import empty_the_site
from second_factors import pass_second_factor
from small_baltimore import write

DOC = Path(__file__).resolve().parents[3] / "docs" / "first-week.md"
SEED = "04 17 23 38 41 06"
ROUND = "/decisions/match/main/"
pytestmark = pytest.mark.django_db


class Week:
    """A person with the page beside the keyboard: commands are taken from it, and from nowhere else."""

    def __init__(self, monkeypatch, folder):
        self.left = [
            line
            for box in re.findall(r"```sh\n(.*?)```", DOC.read_text(), re.DOTALL)
            for line in box.splitlines()
        ]
        self.rules = re.search(r"```toml\n(.*?)```", DOC.read_text(), re.DOTALL)[1]
        monkeypatch.chdir(folder)
        for name in ("set_up", "prepare_database"):
            monkeypatch.setattr(f"citycompact.ops.set_up.{name}", lambda: True)

    def type(self, beginning):
        """The next command of the page, which begins so; gives what it prints."""
        from citycompact.cli import app

        line = self.left.pop(0)
        assert line.startswith(f"citycompact {beginning}"), line
        done = CliRunner().invoke(app, shlex.split(line)[1:])
        assert done.exit_code == 0, done.output
        return done.output


def account(address):
    """Open the link of an invitation, make an account with the code that is mailed, and accept."""
    from allauth.mfa.models import Authenticator

    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import User

    link = "/" + address.strip().split("/", 3)[3]
    client = Client()
    invited = client.get(link).content.decode()
    email = re.search(r"[\w.]+@city\.example", invited)[0]
    assert "Make an account" in invited
    client.post(f"/account/signup/?next={link}", {"email": email, "password1": "a sound password, and long"})
    letter = Message.objects.filter(recipient=email).latest("pk").body
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]+)?)\s*$", letter, re.MULTILINE)[1]
    client.post("/account/confirm-email/", {"code": code})
    assert "Accept the role" in client.get(link).content.decode()
    client.post(link)
    user = User.objects.get(email=email)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    client.force_login(user)
    pass_second_factor(client, user)
    return client


def said(response):
    assert response.status_code == 200, re.sub(r"\s+", " ", response.content.decode())[-900:-400]
    return response.content.decode()


def agree(approvers):
    from citycompact.web.decisions.models import Proposal

    proposal = Proposal.objects.latest("pk")
    for client in approvers:
        said(client.post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"}, follow=True))


def test_the_page_is_followed_from_files_to_next_years_round(
    monkeypatch, tmp_path, django_capture_on_commit_callbacks
):
    from citycompact.web.decisions.models import Attempt
    from citycompact.web.decisions.running import run_attempt
    from citycompact.web.enrollment.models import Child, Outcome, Round, Version

    empty_the_site()
    week = Week(monkeypatch, tmp_path)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2026-12-01T09:00")
    # Monday
    assert "not set up yet" in said(Client().get("/"))
    assert week.left.pop(0) == "citycompact serve"
    link = week.type("site invite office").splitlines()[-1]
    office = account(link)
    assert "no city yet" in said(office.get("/office/setup/"))
    for page in (
        "/office/",
        "/tables/schools/",
        "/office/rulebook/",
        "/decisions/",
        "/office/applications/",
        "/compact/",
    ):
        assert "not set up yet" in office.get(page).content.decode(), page
    # Tuesday
    write(Path("published"))
    week.type("import baltimore published city")
    week.type("validate city")
    # Wednesday
    signers = [week.type("rulebook keygen") for _ in range(2)]
    text = Path("city/city.toml").read_text()
    # The city is one in which nobody exists, so that the test can move its clock.
    text += "demo = true\n"
    for printed in signers:
        text += "\n" + printed[printed.index("[[signers]]") :].strip() + "\n"
    Path("city/city.toml").write_text(text)
    rulebook = Path("city/rulebook.toml")
    kept = re.sub(r"\[enrollment\.draw\]\n(?:.+\n)+", lambda _: week.rules, rulebook.read_text())
    assert kept.count("[enrollment.draw]") == kept.count("[[enrollment.rounds]]") == 1
    rulebook.write_text(kept)
    week.type("rulebook sign")
    week.type("rulebook sign")
    # Thursday
    assert "Nothing was written" in week.type("site load city")
    assert not Child.objects.exists()
    assert "Kept." in week.type("site load city --apply")
    assert Version.objects.filter(channel="load").count() == Child.objects.count() > 0
    code = Path("codes.csv").read_text().splitlines()[1].split(",")
    approvers = [account(week.type("site invite").splitlines()[-1]) for _ in range(2)]
    setup = said(office.get("/office/setup/"))
    assert "Next:" in setup
    assert "First round" in setup[setup.index("Next:") :][:300]
    # A family finds its application with the code of its letter.
    parent = Client()
    from citycompact.web.site.models import User

    parent.force_login(User.objects.create_user("parent@city.example", "p"))
    assert "This code is none" in said(parent.post("/family/code/", {"code": "NO"}))
    children = said(parent.post("/family/code/", {"code": code[1].lower()}, follow=True))
    assert all(name in children for name in code[2].split())
    # Friday
    said(
        office.post(f"{ROUND}measure/", {"measure": "open", "reason": "The first day has come."}, follow=True)
    )
    agree(approvers)
    assert "was opened" in said(office.get("/office/setup/"))
    # Until the results
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-01-30T09:00")
    said(office.post(f"{ROUND}freeze/", {"reason": "Operators have agreed by telephone."}, follow=True))
    assert Round.objects.get().state == "frozen"
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-10T10:30")
    said(office.post(f"{ROUND}draw/", {"seed": SEED, "source": "the council chamber, on video"}, follow=True))
    run_attempt(Attempt.objects.latest("pk").pk)
    agree(approvers)
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-20T09:00")
    with django_capture_on_commit_callbacks(execute=True):
        said(office.post(f"{ROUND}publish/", follow=True))
    assert Round.objects.get().state == "published"
    assert Outcome.objects.count() == Child.objects.count()
    # Next year
    following = (
        kept.replace('version = "2022"', 'version = "2023"')
        .replace('id = "main"', 'id = "next"')
        .replace("2027-01-29", "2028-01-28")
        .replace("2027-02-20", "2028-02-19")
        .replace("2026-12-01", "2027-12-01")
        .replace("2027-02-10", "2028-02-10")
    )
    Path("next.toml").write_text(following)
    with Path("next.toml").open("rb") as file:
        page = office.post("/office/rulebook/upload/", {"file": file}, follow=True)
    number = page.redirect_chain[-1][0].strip("/").split("/")[-1]
    for sector, client in zip(("district", "charter"), approvers, strict=True):
        from citycompact.cli import app

        words = ["--key", f"{sector}.key", "--sector", sector, "--name", "X. Y.", "--city", "city"]
        signed = CliRunner().invoke(app, ["rulebook", "sign", "next.toml", *words])
        assert signed.exit_code == 0, signed.output
        with Path("next.signatures.json").open("rb") as file:
            said(client.post(f"/office/rulebook/{number}/sign/", {"file": file}, follow=True))
    made = {"round_id": "next", "name": "Next year", "rulebook": number}
    said(office.post("/office/new-round/", made, follow=True))
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-12-01T09:00")
    opening = {"measure": "open", "reason": "The first day has come."}
    said(office.post("/decisions/match/next/measure/", opening, follow=True))
    agree(approvers)
    assert Round.objects.get(pk="next").takes_applications()
    week.type("site export out")
    assert Path("out/city.toml").exists()
    assert week.left == []
