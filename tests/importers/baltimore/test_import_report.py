"""The report says of every row what became of it, and of every child that it does not exist."""

import re

from citycompact.importers.baltimore import import_city
from small_baltimore import write


def test_rows_of_every_file_add_up_in_the_table_that_is_read(tmp_path):
    report = import_city(write(tmp_path)).report
    table = report.split("## Rows")[1].split("##")[0]
    files = re.split(r"\n\| (?=\S+\.(?:csv|geojson))", table)[1:]
    assert len(files) == 5
    for lines in files:
        numbers = [int(n.replace(",", "")) for n in re.findall(r"\| ([\d,]+) \|", lines)]
        assert numbers[0] == sum(numbers[1:]) > 0


def test_it_says_what_is_simulated_and_what_is_estimated(tmp_path):
    report = import_city(write(tmp_path)).report
    assert "simulated: nobody of them exists" in report
    assert "**Seats are estimated**" in report
    assert "| 6 | 2 | 43 | 49 | 77 | 77 |" in report


def test_management_types_stand_with_their_sectors_and_their_schools(tmp_path):
    report = import_city(write(tmp_path)).report
    assert "| charter-conversion | charter | 1 | yes |" in report
    assert "| separate public day | district | 1 | no |" in report


def test_every_finding_is_written(tmp_path):
    imported = import_city(write(tmp_path))
    for heading, sentences in imported.ledger.findings.items():
        assert f"## {heading} ({len(sentences)})" in imported.report
        assert all(f"- {sentence}\n" in imported.report for sentence in sentences)
