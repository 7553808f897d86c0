"""Files are read whole or refused with every fault named; one file stands for one table."""

import io

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.facts import Column, Table, file_names, read_tables, unknown_files

TABLE = Table(
    "schools",
    (
        Column("school_id", "id", True),
        Column("seats", "integer", True),
        Column("motto", "text", formerly=("device", "saying")),
    ),
    ("school_id",),
    required=True,
    formerly=("academies",),
)
GOOD = b"school_id,seats\nS1,20\nS2,30\n"


def only(content, name="schools.csv"):
    """The one problem of a file that cannot be read."""
    frames, problems = read_tables({name: content}, [TABLE])
    assert frames is None
    (problem,) = problems
    assert problem.file == name
    assert problem.mend
    return problem


def as_parquet(frame):
    content = io.BytesIO()
    frame.write_parquet(content)
    return content.getvalue()


@pytest.mark.parametrize(
    "content", [GOOD, b"\xef\xbb\xbf" + GOOD, GOOD.replace(b"\n", b"\r\n"), GOOD.rstrip(b"\n")]
)
@pytest.mark.parametrize("name", ["schools.csv", "academies.csv"])
def test_a_good_file_is_read_however_it_was_saved(name, content):
    frames, problems = read_tables({name: content}, [TABLE])
    assert problems == []
    assert frames["schools"].rows() == [("S1", 20, None), ("S2", 30, None)]


def test_csv_and_parquet_say_the_same(tmp_path):
    (tmp_path / "schools.csv").write_bytes(GOOD)
    frame = pl.DataFrame({"school_id": ["S1", "S2"], "seats": [20, 30]})
    from_parquet, _ = read_tables({"schools.parquet": as_parquet(frame)}, [TABLE])
    from_csv, _ = read_tables({"schools.csv": tmp_path / "schools.csv"}, [TABLE])
    assert from_csv["schools"].equals(from_parquet["schools"])


def test_a_missing_table_is_named_with_its_columns_if_it_is_required():
    frames, (problem,) = read_tables({}, [TABLE])
    assert frames is None
    assert str(problem) == "schools.csv: is missing. Add it with the columns school_id, seats."
    frames, problems = read_tables({}, [Table("notes", (Column("k", "id", True),), ("k",))])
    assert problems == []
    assert frames["notes"].columns == ["k"]


def test_two_files_for_one_table_are_ambiguous():
    for other in ("schools.parquet", "academies.csv"):
        frames, (problem,) = read_tables({"schools.csv": GOOD, other: GOOD}, [TABLE])
        assert frames is None
        assert f"stands beside {other}" in problem.message
    assert file_names(TABLE) == ["schools.csv", "schools.parquet", "academies.csv", "academies.parquet"]


def test_a_file_of_no_bytes():
    problem = only(b"")
    assert "0 bytes" in problem.message
    assert "school_id,seats" in problem.mend


@pytest.mark.parametrize("content", [b"\n", b"\xef\xbb\xbf"])
def test_a_file_without_a_header(content):
    assert "cannot be read as CSV" in only(content).message


def test_a_broken_encoding_is_named_with_its_line():
    problem = only("school_id,seats,motto\nS1,20,\nS2,30,Señor\n".encode("latin-1"))
    assert problem.row == 3
    assert "not UTF-8" in problem.message


def test_a_row_with_too_many_cells_is_named():
    problem = only(b"school_id,seats\nS1,20\nS2,1,200\n")
    assert problem.row == 3
    assert "3 cells where the header has 2" in problem.message


def test_a_missing_column_is_named_beside_those_found():
    problem = only(b"school_id;seats\nS1;20\n".replace(b";seats", b",Seats").replace(b";", b","))
    assert "has no column seats" in problem.message
    assert "school_id, Seats" in problem.mend


def test_two_columns_of_one_name_are_refused():
    problem = only(b"school_id,seats,seats\nS1,20,30\n")
    assert (problem.row, problem.column) == (1, "seats")
    assert "has two columns seats" in problem.message


def test_former_names_of_a_column_are_read_and_never_hide_the_present_one():
    def motto(header):
        frames, problems = read_tables(
            {"schools.csv": f"school_id,seats,{header}\nS1,20,x,y\n".encode()}, [TABLE]
        )
        assert problems == []
        return frames["schools"]["motto"].to_list()

    assert motto("device,note") == ["x"]
    assert motto("device,motto") == ["y"]
    assert motto("saying,device") == ["y"]


def test_unknown_columns_are_kept():
    frames, problems = read_tables({"schools.csv": b"school_id,seats,color\nS1,20,red\n"}, [TABLE])
    assert problems == []
    assert frames["schools"]["color"].to_list() == ["red"]


def test_problems_of_all_files_come_at_once():
    other = Table("notes", (Column("k", "id", True), Column("n", "integer")), ("k",))
    frames, problems = read_tables({"schools.csv": b"", "notes.csv": b"k,n\na,x\n"}, [TABLE, other])
    assert frames is None
    assert [(p.file, p.row) for p in problems] == [("schools.csv", None), ("notes.csv", 2)]


@pytest.mark.parametrize("cells", [[[1], [2]], [b"\xff", b"x"], [{"a": 1}, {"a": 2}]], ids=str)
def test_cells_of_parquet_that_are_no_values_are_refused(cells):
    frame = pl.DataFrame({"school_id": ["S1", "S2"], "seats": cells})
    problem = only(as_parquet(frame), "schools.parquet")
    assert problem.column == "seats"
    assert "where one value belongs" in problem.message
    # A column that nobody asks for may hold anything.
    extra = pl.DataFrame({"school_id": ["S1", "S2"], "seats": [1, 2], "extra": cells})
    assert read_tables({"schools.parquet": as_parquet(extra)}, [TABLE])[1] == []


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_damaged_parquet_is_refused_in_words_or_read(data):
    content = bytearray(as_parquet(pl.DataFrame({"school_id": ["S1", "S2"], "seats": [20, 30]})))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    frames, problems = read_tables({"schools.parquet": bytes(content)}, [TABLE])
    assert frames is not None or problems


@given(content=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(deadline=None)
def test_no_bytes_at_all_break_the_reader(content):
    for name in ("schools.csv", "schools.parquet"):
        frames, problems = read_tables({name: content}, [TABLE])
        assert frames is not None or problems


@pytest.mark.parametrize("name", ["clams.csv", "Claims.csv", "claim.csv", "claims.CSV"])
def test_a_table_whose_name_is_misspelled_is_not_taken_for_an_empty_one(name):
    table = Table("claims", (Column("claim", "id", True),), ("claim",))
    frames, problems = read_tables({name: b"claim\nsibling\n"}, (table,))
    assert frames["claims"].is_empty()
    (problem,) = problems
    assert problem.file == name
    assert "the table is called claims" in problem.message


def test_a_file_that_resembles_no_table_is_no_problem_but_known_to_be_none():
    table = Table("claims", (Column("claim", "id", True),), ("claim",))
    files = {"claims.csv": b"claim\nsibling\n", "notes.csv": b"x\n1\n", "city.toml": b""}
    assert read_tables(files, (table,))[1] == []
    assert unknown_files(files, file_names(table)) == ["notes.csv"]


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
@pytest.mark.parametrize("folder", [True, False])
def test_a_file_that_a_spreadsheet_parted_otherwise_is_named_once(tmp_path, separator, word, folder):
    content = f"school_id{separator}seats\nA{separator}3\n".encode()
    (tmp_path / "schools.csv").write_bytes(content)
    _, problems = read_tables({"schools.csv": tmp_path / "schools.csv" if folder else content}, (TABLE,))
    (problem,) = problems
    assert problem.message == f"is separated by {word}."
