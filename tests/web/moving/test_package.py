"""A package as it was sent."""

from __future__ import annotations

import pytest

from moved_city import Tables

pytestmark = pytest.mark.django_db


def test_it_knows_which_columns_each_file_has_and_names_what_nobody_reads(package):
    from citycompact.web.moving.package import read_package

    (package / "remarks.csv").write_text("a\n1\n")
    found = read_package(package)
    assert found.columns["applicants"] == Tables(package)["applicants"].columns
    assert found.table("counts") is None
    assert [note.split()[0] for note in found.notes] == ["remarks.csv"]


def test_a_nul_in_a_column_that_nobody_knows_is_named(package):
    from citycompact.facts import FactsError
    from citycompact.web.moving.package import read_package

    text = (package / "schools.csv").read_text().replace("Ms. ", "Ms.\0", 1)
    (package / "schools.csv").write_text(text)
    with pytest.raises(FactsError, match="NUL"):
        read_package(package)
