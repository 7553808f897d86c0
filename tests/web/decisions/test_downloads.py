"""A stranger takes the files of the public page, and does what it says; with one byte changed it fails."""

from __future__ import annotations

import html
import io
import re
import shlex
import subprocess
import sys
import zipfile

import pytest
from carrying import approver, carry, person
from django.test import Client

from citycompact.facts import sha256_hex
from web_draws import SEED

pytestmark = pytest.mark.django_db

PAGE = "/decisions/match/main/"


def take_all(folder, client=None):
    """Take every file that the page names, unpack the ZIP beside them, and read the command off the page."""
    client = client or Client()
    page = client.get(PAGE).content.decode()
    section = page[page.index('id="check"') :]
    section = section[: section.index("<h2")]
    for address in re.findall(r'href="([^"]+)"', section):
        answer = client.get(address)
        assert answer.status_code == 200, address
        name = re.search(r'filename="([^"]+)"', answer.headers["Content-Disposition"])[1]
        (folder / name).write_bytes(answer.content)
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
                archive.extractall(folder)
            assert sha256_hex(answer.content) in page
    assert sha256_hex((folder / "verify.py").read_bytes()) in page
    command = re.search(r'<pre class="cc-command"[^>]*><code>(.*?)</code></pre>', section)[1]
    return html.unescape(command)


def run(folder, command, *more):
    """What the command prints, and what it exits with."""
    words = [sys.executable, "-I", *shlex.split(command)[1:], *more]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_checks_what_is_public_of_a_published_round(decision, tmp_path):
    carry(decision, "published")
    command = take_all(tmp_path)
    assert f'--seed "{SEED}"' in command
    code, said = run(tmp_path, command)
    assert (code, said.split()[0]) == (3, "CONSISTENT"), said
    assert "without the auditor's bundle no placement can be recomputed" in said


def test_another_draw_than_the_one_photographed_is_said(decision, tmp_path):
    carry(decision, "published")
    command = take_all(tmp_path).replace(SEED, "06 41 38 23 17 04")
    code, said = run(tmp_path, command)
    assert (code, "seed, as it was given" in said) == (1, True), said


def test_with_one_byte_changed_anywhere_it_fails_and_says_where(decision, tmp_path):
    carry(decision, "published")
    command = take_all(tmp_path)
    changed = 0
    for path in sorted(p for p in tmp_path.rglob("*") if p.is_file()):
        inside = path.relative_to(tmp_path).as_posix()
        # The verifier, and the ZIP as it came, stand on the page by their hashes.
        if inside in ("verify.py", "match-main.zip"):
            continue
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            code, said = run(tmp_path, command)
            assert code in (1, 2), (inside, place, said)
            assert path.stem.partition("-")[0] in said, (inside, place, said)
            changed += 1
        path.write_bytes(whole)
    assert changed > 20


def test_a_family_checks_its_receipt_before_and_after_the_results(decision, tmp_path, signed_in, application):
    carry(decision, "frozen")
    client, early = signed_in("family"), tmp_path / "early"
    early.mkdir()
    command = take_all(early, client)
    receipt = f"/family/application/{application.pk}/receipt.json"
    (early / "receipt.json").write_bytes(client.get(receipt).content)
    code, said = run(early, command)
    counted = f"Application of '{application.child_id}': counted, with these choices:"
    assert (code, counted in said) == (3, True), said
    content = (early / "receipt.json").read_text()
    (early / "receipt.json").write_text(content.replace('"salt": "', '"salt": "0', 1))
    assert run(early, command)[0] == 1
    from citycompact.web.decisions import steps
    from citycompact.web.decisions.proposals import give_verdict
    from citycompact.web.decisions.running import run_attempt

    steps.move_clock(decision)
    run_attempt(steps.draw(decision, SEED, "balls", person("office")).pk)
    for sector in ("district", "charter"):
        give_verdict(decision.proposals.get(to_state="approved"), approver(sector), True)
    steps.publish(decision, person("office"))
    late = tmp_path / "late"
    late.mkdir()
    command = take_all(late, client)
    (late / "receipt.json").write_bytes(client.get(receipt).content)
    code, said = run(late, command, "--receipt", "receipt.json")
    assert (code, "Result: " in said) == (3, True), said


def test_the_report_the_rules_and_every_commitment_are_there_for_everybody(decision):
    carry(decision, "published")
    client = Client()
    report = client.get(f"{PAGE}report/")
    assert report.status_code == 200
    assert "default-src 'none'" in report.headers["Content-Security-Policy"]
    rules = client.get(f"{PAGE}rulebook.toml").content.decode()
    assert rules == decision.steps.get(to_state="frozen").rulebook.text
    number = decision.steps.get(to_state="frozen").number
    assert client.get(f"{PAGE}commitment-{number}.json").json() == client.get(f"{PAGE}commitment.json").json()
    for path in ("commitment-1.json", "commitment-999999.json"):
        assert client.get(f"{PAGE}{path}").status_code == 404


def test_what_is_not_published_nobody_takes(decision):
    client = Client()
    for to, hidden in (
        ("open", ("verify.py", "report/", "published.zip")),
        ("approved", ("report/", "published.zip")),
    ):
        carry(decision, to)
        for path in hidden if to == "approved" else hidden[1:]:
            assert client.get(f"{PAGE}{path}").status_code == 404, (to, path)


@pytest.mark.parametrize("to", ["frozen", "published"])
def test_the_page_says_where_else_the_verifier_comes_from(decision, to):
    from citycompact import __version__

    carry(decision, to)
    said = " ".join(Client().get(PAGE).content.decode().split())
    assert f"in the release of citycompact {__version__}, as src/citycompact/record/verify.py" in said


@pytest.mark.parametrize("to", ["open", "void"])
def test_the_files_of_a_publication_are_those_of_before_also_where_it_counts_no_more(decision, to):
    from citycompact.web.decisions import steps

    carry(decision, "published")
    published = decision.steps.last()
    taken = Client().get(f"{PAGE}published.zip").content
    steps.take(steps.locked(decision), to, reason="wrong seats")
    assert Client().get(f"{PAGE}published-{published.number}.zip").content == taken
    for number in (1, published.number - 1, published.number + 1, 99):
        assert Client().get(f"{PAGE}published-{number}.zip").status_code == 404
