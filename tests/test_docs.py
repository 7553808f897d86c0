"""The worked examples in the documentation are true, and its links lead somewhere."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_give_what_they_show(page):
    failed, _ = doctest.testfile(str(page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


def test_every_mechanism_has_its_page():
    from citycompact.enrollment import MECHANISMS

    pages = {page.stem for page in (ROOT / "docs" / "mechanisms").glob("*.md")}
    files = {page.stem for page in (ROOT / "src/citycompact/enrollment/mechanisms").glob("[a-z]*.py")}
    assert pages == files
    assert len(pages) == len(MECHANISMS)
