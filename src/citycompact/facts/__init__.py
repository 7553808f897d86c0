"""Facts: typed tables, read and written by one engine,
with every problem named and one hash on any machine."""

from citycompact.facts.canonical_json import canonical_json
from citycompact.facts.cells import unfit_in_id
from citycompact.facts.checks import Reporter, check_keys, check_references, row_of
from citycompact.facts.digest import file_sha256, sha256_hex, table_digest
from citycompact.facts.files import Files, content_of, files_of, files_of_zip, text_of
from citycompact.facts.json_text import json_of
from citycompact.facts.kinds import FIRST_DAY, LAST_DAY
from citycompact.facts.problems import FactsError, Problem
from citycompact.facts.reading import columns_of, file_names, read_tables, say_unknown_files, unknown_files
from citycompact.facts.table import Column, Table
from citycompact.facts.typed_rows import cell_problems, frame_of, row_problems, rows_of, table_of
from citycompact.facts.writing import FileFormat, csv_text, shown_columns, write_csv, write_table

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Column",
    "FactsError",
    "FileFormat",
    "Files",
    "Problem",
    "Reporter",
    "Table",
    "canonical_json",
    "cell_problems",
    "check_keys",
    "check_references",
    "columns_of",
    "content_of",
    "csv_text",
    "file_names",
    "file_sha256",
    "files_of",
    "files_of_zip",
    "frame_of",
    "json_of",
    "read_tables",
    "row_of",
    "row_problems",
    "rows_of",
    "say_unknown_files",
    "sha256_hex",
    "shown_columns",
    "table_digest",
    "table_of",
    "text_of",
    "unfit_in_id",
    "unknown_files",
    "write_csv",
    "write_table",
]
