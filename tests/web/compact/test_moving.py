"""A compact moves in once; then its own pages change it, and no file."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from moved_city import give, load

pytestmark = pytest.mark.django_db


def test_it_comes_in_whole_comes_out_and_is_changed_by_no_file(package, tmp_path):
    from citycompact.compact import read_compact, write_compact
    from citycompact.compact.demo import port_ellery
    from citycompact.web.compact.models import Promise

    compact = replace(port_ellery(datetime.date(2026, 11, 1)), city_id="port-ellery", as_of=None)
    write_compact(compact, package)
    found = load(package)
    assert not found.refused
    assert Promise.objects.count() == len(compact.promises)
    out = give(tmp_path / "out")
    assert read_compact(out) == read_compact(package)
    assert not load(package).refused
    first = compact.promises[0].pledge
    text = (package / "promises.csv").read_text()
    (package / "promises.csv").write_text(text.replace(first, "nothing at all", 1))
    found = load(package)
    assert ["promises" in problem.message for problem in found.refused] == [True]
    assert not Promise.objects.filter(pledge="nothing at all").exists()
