"""No line is longer than a screen shows at once: 110 columns, in code and in templates."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 110


def too_long(files: dict[str, str]) -> list[str]:
    """Where lines are too long, and how long."""
    return [
        f"{name}:{number}: {len(line)} columns"
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > COLUMNS
    ]


def code_and_templates() -> dict[str, str]:
    """Name and text of every Python file (but for what makemigrations writes), template and style sheet."""
    places = [(ROOT / folder, "*.py") for folder in ("src", "tests", "benchmarks", "docs")]
    places += [(ROOT / "src", pattern) for pattern in ("templates/**/*.*", "static/**/*.css")]
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for place, pattern in places
        for path in sorted(place.rglob(pattern))
        if path.is_file() and "migrations" not in path.parts
    }


def test_no_line_is_too_long():
    assert too_long(code_and_templates()) == []


def test_a_line_that_is_too_long_is_found():
    assert too_long({"a.html": "<p>\n" + "x" * (COLUMNS + 1), "b.py": "x" * COLUMNS}) == [
        "a.html:2: 111 columns"
    ]
    files = code_and_templates()
    assert any(name.endswith(".html") for name in files)
    assert {"src/citycompact/doors.py", "tests/test_lines.py"} <= files.keys()
