"""The step of setting up that is the rulebook's."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_it_says_where_it_stands(signed_in):
    page = signed_in("office").get("/office/setup/").content.decode()
    step = page[page.rindex(">Rulebook<") :][:900]
    assert "Signed by every sector" in step
    assert "missing" not in step[: step.index("Signed by every sector")]
