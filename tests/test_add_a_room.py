"""The page that says how a room is added shows what stands in the toy room, and what the start says."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "add-a-room.md").read_text(encoding="utf-8")
EXCERPT = re.compile(r"^`([^`\n]+)`:\n\n```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def not_there(page):
    """Excerpts that do not stand in the file that they are said to be of."""
    return [
        file for file, text in EXCERPT.findall(page) if text not in (ROOT / file).read_text(encoding="utf-8")
    ]


def test_every_excerpt_stands_in_its_file():
    assert not_there(PAGE) == []
    assert len(EXCERPT.findall(PAGE)) == PAGE.count("```") / 2 > 10
    assert not_there(PAGE.replace("frozen=True", "frozen=False")) == ["tests/toy_room/rules.py"]


def test_every_step_is_numbered_in_order():
    numbers = [int(number) for number in re.findall(r"^## (\d+)\.", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_sentence_of_the_start_is_one_that_a_planted_fault_gives():
    said = re.findall(r"^\| `([^`]+)` \|", PAGE, re.MULTILINE)
    walk = (ROOT / "tests" / "web" / "toy_site_walk.py").read_text(encoding="utf-8")
    # A sentence that is cut into lines is one all the same.
    planted = re.sub(r'"\s+"', "", walk).replace("`", "")
    assert len(said) > 8
    assert [sentence for sentence in said if sentence not in planted] == []
