"""The rulebook of a package: its very text, and signatures that count alone."""

from __future__ import annotations

import pytest

from moved_city import give, load

pytestmark = pytest.mark.django_db


def test_a_signature_that_does_not_count_is_not_kept_and_said(package, tmp_path):
    from citycompact.web.rulebooks.models import RulebookSignature

    path = package / "rulebook.toml"
    text = path.read_text()
    assert "maximum = 12" in text
    path.write_text(text.replace("maximum = 12", "maximum = 11"))
    found = load(package)
    assert not found.refused
    assert any("do not count" in note for note in found.notes)
    sections = set(RulebookSignature.objects.values_list("section", flat=True))
    assert "enrollment" not in sections
    assert sections
    assert (give(tmp_path / "out") / "rulebook.toml").read_bytes() == path.read_bytes()


def test_a_rulebook_with_faults_refuses_the_package(package):
    from citycompact.web.city.models import City

    (package / "rulebook.toml").write_text("[enrolment]\n")
    found = load(package)
    assert {problem.file for problem in found.refused} == {"rulebook.toml"}
    assert not City.objects.exists()
