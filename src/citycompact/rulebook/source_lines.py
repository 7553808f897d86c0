"""Where in a TOML file each key stands, so that a message can point at the line."""

from __future__ import annotations

import tomllib

Path = tuple[str | int, ...]


def source_lines(text: str) -> dict[Path, int]:
    """Map the path of every table and key of a valid TOML text to its line, counted from 1.

    Items of an array of tables are numbered from 0. Keys inside an inline table or an array
    have no line of their own; look up the longest known prefix with :func:`line_of`.
    """
    lines: dict[Path, int] = {(): 1}
    counters: dict[Path, int] = {}
    table: Path = ()
    rows = text.split("\n")
    number = 0
    while number < len(rows):
        statement = rows[number].strip()
        start = number + 1
        if not statement or statement.startswith("#"):
            number += 1
            continue
        if statement.startswith("["):
            array = statement.startswith("[[")
            names = _header_names(rows[number])
            table = _resolve(names, counters, array)
            _remember(lines, table, start)
            number += 1
            continue
        end = number + 1
        while end < len(rows) and not _complete("\n".join(rows[number:end])):
            end += 1
        for name in _key_paths("\n".join(rows[number:end])):
            _remember(lines, table + name, start)
        number = end
    return lines


def line_of(lines: dict[Path, int], path: Path) -> int:
    """Line of a path, or of the closest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _remember(lines: dict[Path, int], path: Path, line: int) -> None:
    for length in range(1, len(path) + 1):
        lines.setdefault(path[:length], line)


def _complete(statement: str) -> bool:
    try:
        tomllib.loads(statement)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _header_names(row: str) -> tuple[str, ...]:
    content = tomllib.loads(row)
    names: list[str] = []
    while isinstance(content, dict) and content:
        (name, content) = next(iter(content.items()))
        names.append(name)
        if isinstance(content, list):
            content = content[0]
    return tuple(names)


def _resolve(names: tuple[str, ...], counters: dict[Path, int], array: bool) -> Path:
    path: Path = ()
    for position, name in enumerate(names):
        path += (name,)
        if array and position == len(names) - 1:
            counters[path] = counters.get(path, -1) + 1
        if path in counters:
            path += (counters[path],)
    return path


def _key_paths(statement: str) -> list[Path]:
    # Only what stands left of the equals sign has this line; an inline table shares it.
    content = tomllib.loads(statement)
    paths: list[Path] = []

    def walk(value: object, path: Path) -> None:
        paths.append(path)
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, (*path, name))

    for name, value in content.items():
        walk(value, (name,))
    return paths
