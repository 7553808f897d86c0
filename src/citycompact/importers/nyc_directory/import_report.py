"""The importer's report: what was read, how it was read, and what could not be."""

from __future__ import annotations

import polars as pl

from citycompact.importers.nyc_directory.policy import Policy
from citycompact.importers.nyc_directory.reading import Directory


def report_text(
    directory: Directory,
    policy: Policy,
    programs: pl.DataFrame,
    expected: dict[str, float],
    choices: pl.DataFrame,
) -> str:
    """Write the report as Markdown."""
    unread = sum(policy.unread.values())
    distinct = len(policy.read) + len(policy.unread)
    lines = [
        f"# Import of the New York City high-school directory, {directory.year} admission",
        "",
        "Schools, seats, priorities and demand are the directory's. **Applicants are synthetic**: the real",
        "ones are private. They are drawn so that the expected number of applications to every program is",
        "the published one. How many children compete, and how high they list a program, was fitted to the",
        "filled flags: `docs/nyc_directory.md`.",
        "",
        (
            f"- {len(directory.schools)} schools; {programs.height // 2} programs with published seats, "
            "each as two:"
        ),
        "  its general seats, and (`-SWD`) its seats for students with disabilities.",
        f"- {distinct} distinct priority texts: {len(policy.read)} read, {len(policy.unread)} not read "
        f"({unread} occurrences).",
        (
            "- A “guaranteed offer” is read as first priority: the programs that make it publish no number "
            "of seats"
        ),
        "  that could be guaranteed, or too few.",
        (
            "- Zones are not in the directory. A child of the synthetic city lives in the zone of the "
            "school nearest"
        ),
        "  to home.",
        "",
        *_expected(programs, expected, choices),
        "## Priority texts that could not be read",
        "",
        *_counted(policy.unread, "None."),
        "",
        "They give nobody a priority here. The order of the other priorities is kept.",
        "",
        "## Priority texts, and the group each was read as",
        "",
        "| text | group | occurrences |",
        "|---|---|---|",
        *(f"| {text} | `{group}` | {n} |" for text, (group, n) in sorted(policy.read.items())),
        "",
        "## Eligibility texts that could not be read",
        "",
        *_counted(policy.eligibility_unread, "None."),
        "",
        "Applicants are drawn for these programs as if they were open to all.",
        "",
        "## Eligibility texts that were read",
        "",
        "| text | group | occurrences |",
        "|---|---|---|",
        *(f"| {text} | `{group}` | {n} |" for text, (group, n) in sorted(policy.eligibility_read.items())),
        "",
        "## Priorities after one for everyone, which have no effect",
        "",
        *([f"- {text}" for text in policy.cut] or ["None."]),
        "",
        "## Admission methods that are not known",
        "",
        *_counted(policy.unknown_methods, "None."),
        "",
        "## Left out",
        "",
        *(f"- {text}" for text in directory.left_out),
    ]
    return "\n".join(lines) + "\n"


def _expected(programs: pl.DataFrame, expected: dict[str, float], choices: pl.DataFrame) -> list[str]:
    published = dict(programs.select("program_id", "published_applicants").iter_rows())
    apart = {p: (expected[p], n) for p, n in published.items() if abs(expected[p] - n) > 0.5}
    lines = [
        "## Published and drawn demand",
        "",
        f"Published applications: {sum(published.values()):,}; expected: {sum(expected.values()):,.1f}; "
        f"drawn: {choices.height:,}.",
        "",
    ]
    if apart:
        lines += [
            "Programs whose expectation differs from what was published by more than half an application:",
            "",
        ]
        lines += [f"- {p}: published {n:,}, expected {e:,.1f}" for p, (e, n) in sorted(apart.items())]
        lines += [""]
    return lines


def _counted(texts: dict[str, int], nothing: str) -> list[str]:
    if not texts:
        return [nothing]
    return [f"- “{text}” ({n})" for text, n in sorted(texts.items(), key=lambda item: (-item[1], item[0]))]
