"""Staff arrive on what waits for them, follow it, and open the numbers behind a chart, on a phone too."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(("width", "language"), [(360, "es"), (1200, "en")])
@pytest.mark.parametrize("who", ["office", "operator", "school", "approver-charter"])
def test_the_first_page(visitor, who, width, language):
    someone = visitor(who, width, language)
    page = someone.page
    someone.go("/")
    assert page.url.endswith("/desk/")
    someone.check()
    for picture in page.locator(".cc-figure__picture").all():
        size = picture.locator("svg").bounding_box()
        assert 200 < size["width"] <= width
        assert picture.get_attribute("aria-label")
    for chart in page.locator(".cc-figure").all():
        # Where no number may be shown there is no picture, and the table stands open.
        if chart.locator("details").get_attribute("open") is None:
            chart.locator("summary").click()
        assert chart.locator("tbody tr").count() >= 1
        assert chart.locator("tbody tr").first.is_visible()
    someone.check()
    links = page.locator(".cc-waiting a")
    if who == "office":
        assert page.locator(".cc-figure").count() >= 4
        assert links.count() >= 1
    if links.count():
        links.first.click()
        assert not page.url.endswith("/desk/")
        someone.check()
