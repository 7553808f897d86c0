"""What is written is read back the same, and nothing is silently replaced."""

import tomllib

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citycompact.city import CityPackage, Signer, read_city, write_city
from citycompact.city.demo import build_demo_city
from citycompact.city.writing import write_identity
from small_cities import town


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_is_written_is_read_back_the_same(tmp_path, file_format):
    city = build_demo_city(schools=8, applicants=120, seed=3)
    write_city(city, tmp_path / "c", file_format)
    again = read_city(tmp_path / "c")
    for name, frame in city.tables.items():
        assert again.table(name).select(frame.columns).equals(frame, null_equal=True), name
    assert again.zones == city.zones
    with pytest.raises(FileExistsError, match="already holds a city package"):
        write_city(city, tmp_path / "c", file_format)


def test_empty_tables_and_empty_columns_are_left_out_but_for_those_that_every_city_has(tmp_path):
    write_city(town({"a": []}, {"p": 1}), tmp_path)
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {
        "city.toml",
        "operators.csv",
        "schools.csv",
        "programs.csv",
        "applicants.csv",
        "choices.csv",
    }
    assert pl.read_csv(tmp_path / "applicants.csv").columns == ["applicant_id", "grade"]
    assert read_city(tmp_path).table("choices").is_empty()


# A city's names come from people: quotes, backslashes, line ends and all other characters.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@given(words, words, words)
@example('a "quoted" \\ name', "two\r\nlines", "control\x00\x1f\x7f")
def test_any_name_survives_the_way_through_city_toml(name, signer, sector):
    city = CityPackage("town", name, "America/New_York", ("en", "es"), {}, (Signer(sector, signer, "key"),))
    read = tomllib.loads(write_identity(city))
    assert read == {
        "id": "town",
        "name": name,
        "time_zone": "America/New_York",
        "languages": ["en", "es"],
        "signers": [{"sector": sector, "name": signer, "public_key": "key"}],
    }
