"""A correction on the command line, of any room with a draw: the toy room's turns through the house alone."""

import json
import shutil

import pytest

import citycompact.rooms
from citycompact.cli.app import build_app
from citycompact.record import commitment_sha256
from citycompact.record.approvals import approval_text, sign_approval
from citycompact.rulebook.demo import demo_key
from official_draws import AFTER, BEFORE, SEED
from proven_rounds import verifier
from toy_room import ROOM
from toy_town import run, sign, with_pupils, write_facts

LATER = {"CITYCOMPACT_NOW": "2027-03-20T08:00"}


@pytest.fixture
def app(monkeypatch):
    monkeypatch.setattr(citycompact.rooms, "ROOMS", (*citycompact.rooms.ROOMS, ROOM))
    return build_app()


class Town:
    """A town whose turns were committed to and drawn, and another folder in which its facts are corrected."""

    def __init__(self, app, home):
        self.app, self.home = app, home
        self.facts = write_facts(home / "city")
        sign(app, self.facts, home)
        self.commitment = self.commit(self.facts, "first", env=BEFORE)
        self.corrected = shutil.copytree(self.facts, home / "corrected")

    def wish(self, facts, *rows):
        (facts / "wishes.csv").write_text("\n".join(["school_id,pupils", *rows]) + "\n")

    def turns(self, command, *words, env=None):
        return run(self.app, "vans", "turns", command, *words, env=env)

    def commit(self, facts, name, *words, env=None, code=0):
        found, said = self.turns("commit", facts, "--out", self.home / name, *words, env=env)
        assert found == code, said
        return self.home / name / "commitment.json" if code == 0 else said

    def correct(
        self, name="second", corrects=None, earlier=None, env=AFTER, code=0, facts=None, more=(), seed=SEED
    ):
        corrects, earlier = corrects or self.commitment, earlier or self.facts
        words = ("--corrects", corrects, "--earlier", earlier, "--seed", seed, *more)
        return self.commit(facts or self.corrected, name, *words, env=env, code=code)

    def approvals(self, commitment, name="", sectors=("district", "charter")):
        """The options of a decision on a correction that these sectors approved."""
        digest, words = commitment_sha256(json.loads(commitment.read_text())), []
        for sector in sectors:
            file = self.home / f"{name}{sector}.json"
            key = ("--key", self.home / f"{sector}.pem", "--sector", sector, "--out", file)
            code, said = run(self.app, "approve", digest, *key)
            assert code == 0, said
            words += ["--approval", file]
        return words

    def decide(self, commitment, *words, name="out", facts=None):
        given = ("--seed", SEED, "--commitment", commitment, "--out", self.home / name)
        return self.turns("decide", facts or self.corrected, *given, *words, env=AFTER)


@pytest.fixture
def town(app, tmp_path):
    return Town(app, tmp_path)


def test_a_correction_is_committed_to_approved_decided_and_checked(town, tmp_path):
    town.wish(town.corrected, "A,25", "B,9", "C,8")
    file = town.correct()
    said = json.loads(file.read_text())
    assert said["corrects"] == commitment_sha256(json.loads(town.commitment.read_text()))
    assert (said["changed"], said["at"], said["format"]) == (
        1,
        "2027-03-12T10:30",
        "citycompact commitment 4",
    )
    code, words = town.decide(file, *town.approvals(file))
    assert code == 0, words
    record = json.loads((tmp_path / "out" / "record.json").read_text())
    assert record["draw"]["committed_before"] is False
    assert (record["draw"]["corrected_at"], record["draw"]["changed"]) == ("2027-03-12T10:30", 1)
    assert record["commitment"] == said
    assert "approvals.json" in record["files"]
    given = ("--seed", SEED, "--commitment", file)
    code, words = town.turns("check", town.corrected, tmp_path / "out", *given)
    words = " ".join(words.split())
    assert code == 0, words
    assert "CORRECTED AFTER THE DRAW at 2027-03-12T10:30: 1 record differs" in words
    assert "correction_is_approved: holds" in words
    assert "by its own word" not in words
    code, words = town.turns("check", town.corrected, tmp_path / "out", "--seed", SEED)
    assert (code, "by its own word" in " ".join(words.split())) == (0, True)
    # Neither of the two is the other one.
    given = ("--seed", SEED, "--commitment", town.commitment)
    assert town.turns("check", town.corrected, tmp_path / "out", *given)[0] == 1
    assert town.decide(town.commitment, name="other")[0] == 1


def test_it_says_what_has_to_be_approved_and_how_many_changed(town):
    town.wish(town.corrected, "A,25", "C,7")
    found, said = town.turns(
        "commit",
        town.corrected,
        *("--out", town.home / "second", "--corrects", town.commitment, "--earlier", town.facts),
        *("--seed", SEED),
        env=AFTER,
    )
    assert found == 0, said
    digest = commitment_sha256(json.loads((town.home / "second" / "commitment.json").read_text()))
    assert "2 records differ from those committed to before" in " ".join(said.split())
    assert f"It keeps the draw “{SEED}”" in said
    assert "approval of district, charter" in said
    assert f"citycompact approve {digest}" in " ".join(said.split())


def test_no_correction_is_decided_on_without_every_sectors_approval(town, tmp_path):
    town.wish(town.corrected, "A,25", "B,9", "C,8")
    file = town.correct()
    another = town.approvals(town.commitment, "x-")
    for words, why in (
        ([], "the district sector has not approved it"),
        (town.approvals(file, "d-", ["district"]), "the charter sector has not approved it"),
        (another, "under another digest"),
    ):
        code, said = town.decide(file, *words)
        assert (code, why in " ".join(said.split())) == (1, True), said
        assert not (tmp_path / "out").exists()
    code, said = town.decide(town.commitment, *another, facts=town.facts)
    assert (code, "only a correction takes any" in " ".join(said.split())) == (1, True), said
    (tmp_path / "odd.json").write_text("[]")
    code, said = town.decide(file, "--approval", tmp_path / "odd.json")
    assert (code, "is not an approval" in said) == (1, True), said
    code, said = town.decide(file, "--approval", tmp_path / "nowhere.json")
    assert (code, "Traceback" in said) == (1, False), said


def test_before_the_draw_a_new_commitment_takes_the_place_of_the_old_one(town):
    said = town.correct(env=BEFORE, code=1)
    assert "there is nothing yet to correct" in " ".join(said.split())
    said = town.commit(town.corrected, "second", env=AFTER, code=1)
    assert "a commitment now would bind nothing" in " ".join(said.split())


def test_rules_alone_may_be_corrected_and_then_no_wish_changed(town):
    (town.corrected / "rulebook.toml").write_text(with_pupils(11))
    for sector in ("district", "charter"):
        key = ("--key", town.home / f"{sector}.pem", "--sector", sector, "--name", f"Head of {sector}")
        code, said = run(town.app, "rulebook", "sign", town.corrected / "rulebook.toml", *key)
        assert code == 0, said
    assert json.loads(town.correct().read_text())["changed"] == 0


def test_another_draw_is_no_correction(town):
    text = (town.corrected / "rulebook.toml").read_text()
    (town.corrected / "rulebook.toml").write_text(text.replace("count = 6", "count = 7"))
    said = town.correct(code=1, more=["--unsigned"])
    assert "a correction keeps its draw" in " ".join(said.split())


def test_the_earlier_facts_are_those_of_the_earlier_commitment(town):
    town.wish(town.corrected, "A,25", "B,9", "C,8")
    said = town.correct(earlier=town.corrected, code=1)
    assert "changed after the commitment was published" in " ".join(said.split())
    given = {"--corrects": town.commitment, "--earlier": town.facts, "--seed": SEED}
    for left_out in given:
        words = [word for option, value in given.items() if option != left_out for word in (option, value)]
        assert town.turns("commit", town.corrected, "--out", town.home / "n", *words, env=AFTER)[0] == 2


def test_corrections_form_a_chain(town, tmp_path):
    town.wish(town.corrected, "A,25", "B,9", "C,8")
    second = town.correct()
    again = shutil.copytree(town.corrected, tmp_path / "again")
    town.wish(again, "A,25", "B,9", "C,4")
    words = {"corrects": second, "earlier": town.corrected, "env": LATER, "facts": again}
    third = json.loads(town.correct("third", **words).read_text())
    assert (third["changed"], third["corrects"]) == (1, commitment_sha256(json.loads(second.read_text())))
    # What was corrected already is no longer what is in force.
    back = town.correct("fourth", corrects=second, earlier=town.facts, env=LATER, facts=again, code=1)
    assert "changed after the commitment was published" in " ".join(back.split())


def test_receipts_of_a_correction_lead_to_its_own_root(town, tmp_path):
    file = town.correct(more=["--receipts", tmp_path / "receipts"])
    root = json.loads(file.read_text())["wishes_root"]
    assert json.loads((tmp_path / "receipts" / "A.json").read_text())["wishes_root"] == root


def test_a_match_is_corrected_by_the_same_commands_and_its_verifier_says_so(app, demo_folder, tmp_path):
    city = shutil.copytree(demo_folder, tmp_path / "city")
    assert run(app, "commit", city, "--out", tmp_path / "first", env=BEFORE)[0] == 0
    first, given = tmp_path / "first" / "commitment.json", ("--seed", SEED, "--no-charts")
    words = ("--commitment", first, "--out", tmp_path / "round")
    code, said = run(app, "match", city, *given, *words, env=AFTER)
    assert code == 0, said
    corrected = shutil.copytree(city, tmp_path / "corrected")
    lines = (corrected / "choices.csv").read_text().splitlines()
    (corrected / "choices.csv").write_text("\n".join(lines[:-1]) + "\n")
    words = ("--out", tmp_path / "second", "--corrects", first, "--earlier", city, "--seed", SEED)
    code, said = run(app, "commit", corrected, *words, env=AFTER)
    assert (code, "1 record differs from those" in said) == (0, True), said
    second = tmp_path / "second" / "commitment.json"
    digest, approvals = commitment_sha256(json.loads(second.read_text())), []
    signers = json.loads((city / "rulebook.signatures.json").read_text())["signatures"]
    for sector in sorted({item["sector"] for item in signers}):
        file = tmp_path / f"{sector}.json"
        file.write_text(approval_text(sign_approval(digest, demo_key(sector), sector)))
        approvals += ["--approval", file]
    words = ("--commitment", second, "--out", tmp_path / "again")
    assert run(app, "match", corrected, *given, *words, env=AFTER)[0] == 1
    code, said = run(app, "match", corrected, *given, *words, *approvals, env=AFTER)
    assert (code, "--corrected EARLIER" in " ".join(said.split())) == (0, True), said
    known = ("--seed", SEED, "--commitment", second)
    code, said = run(app, "check", corrected, tmp_path / "again", *known, env=AFTER)
    assert (code, "correction_is_approved: holds" in said) == (0, True), said
    words = ("--corrected", first, "--earlier", tmp_path / "round" / "audit")
    code, said = verifier("--bundle", tmp_path / "again" / "audit", *known, *words)
    assert (code, said.split("\n")[0]) == (4, "CORRECTED AFTER THE DRAW"), said
    applicant = lines[-1].partition(",")[0]
    assert f"Changed: '{applicant}'" in said
    for language, words in (("en", "record of one child in the match has"), ("es", "el registro de un niño")):
        told = run(app, "explain", tmp_path / "again", applicant, "--language", language)[1]
        assert words in told
