"""The report: self-contained, complete, with text alternatives, and without small counts."""

import re
from html.parser import HTMLParser

import pytest


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.cells, self._in = [], [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self._in = tag

    def handle_endtag(self, _tag):
        self._in = None

    def handle_data(self, data):
        if self._in == "td":
            self.cells.append(data.strip())


@pytest.fixture(scope="module")
def text(finished):
    return (finished / "report.html").read_text(encoding="utf-8")


def test_it_loads_nothing_and_runs_nothing(text):
    page = Page(text)
    assert not [tag for tag, _ in page.tags if tag in ("script", "link", "iframe", "img")]
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)""", text)
    assert "@import" not in text


def test_every_chart_says_in_words_what_it_shows(text):
    charts = [attributes for tag, attributes in Page(text).tags if attributes.get("role") == "img"]
    assert len(charts) >= 9
    assert all(len(chart["aria-label"]) > 40 for chart in charts)


@pytest.mark.parametrize(
    "words",
    [
        "What applicants received",
        "By the sector of the first choice",
        "By grade",
        "By group",
        "Seats filled",
        "Cutoffs",
        "Most demanded programs",
        "Waitlists",
        "Distance from home",
        "Where the schools are",
        "The certificate holds",
        "No justified envy",
        "Best for applicants",
        "Merkle root of",
        "assignments.csv",
        "Signed by",
    ],
)
def test_it_shows(text, words):
    assert words in text


def test_no_count_of_fewer_than_ten_applicants_is_shown_in_a_chart_table(text):
    tables = re.findall(r"<summary>The numbers.*?</table>", text, flags=re.S)
    received = [table for table in tables if '<th scope="col">received</th>' in table]
    assert received
    for table in received:
        numbers = re.findall(r'class="number">([\d,]+)<', table)
        assert not [n for n in numbers if 0 < int(n.replace(",", "")) < 10]


def test_no_mark_of_a_chart_carries_its_exact_value(text):
    assert "share of applicants:" not in text
    assert not re.search(r'aria-roledescription="(?:bar|circle|point)"', text)


def test_the_map_shows_the_city_and_not_the_rest_of_the_globe(text):
    figure = text[text.index("Where the schools are") :]
    figure = figure[: figure.index("</figure>")]
    circles = re.findall(r'transform="translate\(([\d.]+),([\d.]+)\)"', figure)
    across = [float(x) for x, _ in circles]
    assert max(across) - min(across) > 100, "schools are spread over the map"
