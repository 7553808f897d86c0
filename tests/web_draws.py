"""The demo's draw, entered as the signed rules spell it, and its rules with another one."""

from __future__ import annotations

SEED = "04 17 23 38 41 06"
OTHER_SEED = "06 41 38 23 17 04"
NEXT_DRAW = "at = 2027-03-12T10:00:00", "at = 2027-03-17T10:00:00"
"""Of the demo's rulebook: the time of its draw, and a later one before its results."""


def enter_the_draw(office, name="main", seed=SEED, source="six balls, on video"):
    """Move the demonstration's clock to the draw, and enter its result; gives the page that follows."""
    office.post(f"/decisions/match/{name}/clock/")
    data = {"seed": seed, "source": source}
    return office.post(f"/decisions/match/{name}/draw/", data, follow=True).content.decode()


def signed_version(*changes):
    """The demo's rulebook with something else in it, signed by every sector."""
    from citycompact.rulebook.demo import demo_rulebook
    from citycompact.web.city.models import City
    from citycompact.web.city.rows import package_of_rows
    from citycompact.web.demo.loading import _load_rulebook

    text = demo_rulebook()
    for now, then in changes:
        assert text.count(now) == 1, now
        text = text.replace(now, then)
    return _load_rulebook(package_of_rows(City.objects.get(), {}), text)


def without_its_draw():
    """The change that takes the draw out of the demo's rulebook."""
    from citycompact.rulebook.demo import demo_rulebook

    text = demo_rulebook()
    start = text.index("[enrollment.draw]")
    return text[start : text.index("# How what families state")], ""
