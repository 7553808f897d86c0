"""All style sheets are on every page, so no app styles what is another's by the same name."""

import re
from collections import defaultdict
from pathlib import Path

WEB = Path(__file__).parents[2] / "src" / "citycompact" / "web"
SHEETS = sorted(WEB.glob("*/static/*/*.css"))


def classes_that_begin_a_selector(sheet: str) -> set[str]:
    """Of ``.cc-a .cc-b, td.cc-c``: cc-a and cc-c."""
    bare = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
    selectors = [one for rule in re.findall(r"([^{}]+)\{", bare) for one in rule.split(",")]
    return {name for one in selectors if one.split() for name in re.findall(r"\.(cc-[\w-]+)", one.split()[0])}


def test_no_class_is_styled_by_two_apps():
    owners = defaultdict(set)
    for path in SHEETS:
        for name in classes_that_begin_a_selector(path.read_text(encoding="utf-8")):
            owners[name].add(path.name)
    assert len(SHEETS) > 5
    assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_a_class_that_two_sheets_style_is_found():
    assert classes_that_begin_a_selector(
        ".cc-a .cc-b { x: y } @media (z) { td.cc-c, .cc-d > li { x: y } }"
    ) == {
        "cc-a",
        "cc-c",
        "cc-d",
    }
