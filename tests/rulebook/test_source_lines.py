"""Every key of a TOML file has its line."""

from citycompact.rulebook.source_lines import line_of, source_lines

TEXT = """\
# a comment
[rulebook]
name = "R" # with a comment
list = [
  "a",
  "b",
]

[[enrollment.rounds]]
id = "one"
[[enrollment.rounds]]
id = "two"

[enrollment.groups."odd name"]
labels = { en = "x", es = "y" }
text = '''
[not.a.table]
'''
after = 1
"""


def test_lines_of_tables_keys_arrays_and_inline_tables():
    lines = source_lines(TEXT)
    for path, line in {
        ("rulebook",): 2,
        ("rulebook", "name"): 3,
        ("rulebook", "list"): 4,
        ("enrollment", "rounds", 0, "id"): 10,
        ("enrollment", "rounds", 1): 11,
        ("enrollment", "rounds", 1, "id"): 12,
        ("enrollment", "groups", "odd name"): 14,
        ("enrollment", "groups", "odd name", "labels", "es"): 15,
        ("enrollment", "groups", "odd name", "after"): 19,
    }.items():
        assert lines[path] == line, path


def test_something_without_a_line_has_that_of_what_is_around_it():
    assert line_of(source_lines(TEXT), ("rulebook", "list", 1)) == 4
    assert line_of(source_lines(TEXT), ("nothing",)) == 1
