"""A rulebook: one TOML file that both sectors sign, with a section for every room."""

from __future__ import annotations

import datetime
import difflib
import tomllib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from citycompact.city import SECTORS
from citycompact.facts import FactsError, Problem, canonical_json, sha256_hex
from citycompact.facts.kinds import SIGNIFICANT_DIGITS
from citycompact.rulebook.faults import explain
from citycompact.rulebook.numbers import as_written, not_exact
from citycompact.rulebook.source_lines import line_of, source_lines
from citycompact.rulebook.texts import LONGEST_CITY, LONGEST_NAME, LONGEST_VERSION, short, unseen_places
from citycompact.rulebook.written_kinds import written_otherwise

Section = TypeVar("Section", bound=BaseModel)

DEFAULT_NAME = "Default rules of City Compact"
DEFAULT_TEXT = f"""\
[rulebook]
name = "{DEFAULT_NAME}"
version = "default"
"""


class Header(BaseModel):
    """The ``[rulebook]`` table: what these rules are called, whose they are, and who has to sign them.

    Without ``city`` and ``signing_sectors`` a rulebook can be read and tried, and not signed;
    :func:`citycompact.rulebook.header_problems` holds both against the city.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, short(LONGEST_NAME)]
    version: Annotated[str, short(LONGEST_VERSION)]
    city: Annotated[str, short(LONGEST_CITY)] | None = None
    signing_sectors: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Rulebook:
    """A rulebook that has been read; sections are validated by the rooms they belong to.

    ``file`` is the name used in messages; ``is_default`` is true for a city without a rulebook, and
    ``is_published`` where it was read back from JSON, in which days are texts.
    """

    text: str
    file: str
    header: Header
    content: dict[str, Any] = field(repr=False)
    is_default: bool = False
    is_published: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical content: what makes one rulebook another. Nobody signs it."""
        return sha256_hex(canonical_json(self.content))

    @property
    def sections(self) -> tuple[str, ...]:
        """Names of the sections it has, in the file's order."""
        return tuple(name for name in self.content if name != "rulebook")

    def signed_content(self, name: str) -> dict[str, Any]:
        """All that a signature under a section covers; a round publishes it as ``rulebook.json``.

        The city and the sectors that have to sign are in it, so that no signature counts in another
        city and no other header lets fewer sectors decide. The rulebook's name and version and the
        other sections are not, so that a section stays signed while they change.
        """
        return {
            "city": self.header.city,
            "signing_sectors": sorted(set(self.header.signing_sectors or ())),
            "section": name,
            "content": self.content.get(name, {}),
        }

    def section_digest(self, name: str) -> str:
        """SHA-256 of :meth:`signed_content` as canonical JSON."""
        return sha256_hex(canonical_json(self.signed_content(name)))

    def section(self, name: str, model: type[Section]) -> Section:
        """Validate one section against a room's model.

        Raises
        ------
        FactsError
            With one problem per wrong place, each with its line; and where the section is absent and has
            rules without which nothing can be decided.
        """
        needed = [rule for rule, field in model.model_fields.items() if field.is_required()]
        if needed and name not in self.content:
            mend = f"Agree on one; it needs at least {' and '.join(needed)}."
            raise FactsError([Problem(self.file, f"has no section [{name}], and no rules are usual.", mend)])
        written = self.content.get(name, {})
        try:
            read = model.model_validate(written)
        except ValidationError as error:
            raise FactsError(self._problems(error, (name,))) from None
        problems = [
            self.problem((name, *path), message, mend, _shown(value))
            for path, value, message, mend in written_otherwise(
                written, read, days_are_texts=self.is_published
            )
        ]
        if problems:
            raise FactsError(problems)
        return read

    def problem(
        self, path: tuple[str | int, ...], message: str, mend: str, value: str | None = None
    ) -> Problem:
        """Return a problem that points at the line where ``path`` stands."""
        line = line_of(source_lines(self.text), path)
        return Problem(self.file, message, mend, row=line, column=dotted(path), value=value)

    def _problems(self, error: ValidationError, prefix: tuple[str | int, ...]) -> list[Problem]:
        lines = source_lines(self.text)
        problems: list[Problem] = []
        for item in error.errors():
            path = prefix + _real_path(self.content, prefix, item["loc"])
            message, mend = explain(item)  # type: ignore[arg-type]
            value = _shown(item["input"])
            problems.append(Problem(self.file, message, mend, line_of(lines, path), dotted(path), value))
        return problems


def read_rulebook(path: Path | str | None, sections: frozenset[str]) -> Rulebook:
    """Read a rulebook; None gives the default rules.

    Parameters
    ----------
    path
        The TOML file.
    sections
        Names of the sections the software knows; any other is an error, so that a misspelled
        section can never be ignored.

    Raises
    ------
    FactsError
        With the line of every problem.
    """
    if path is None:
        return parse_rulebook(DEFAULT_TEXT, "default rules", sections, is_default=True)
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise FactsError([Problem(path.name, "is missing.", "Check the path of the rulebook.")]) from None
    except UnicodeDecodeError as error:
        mend = "Save it as UTF-8."
        raise FactsError([Problem(path.name, f"is not UTF-8 text at byte {error.start}.", mend)]) from None
    return parse_rulebook(text, path.name, sections)


def parse_rulebook(text: str, file: str, sections: frozenset[str], *, is_default: bool = False) -> Rulebook:
    """Parse the text of a rulebook; see :func:`read_rulebook`."""
    try:
        content = tomllib.loads(text, parse_float=as_written)
    except (ValueError, RecursionError) as error:
        raise FactsError([Problem(file, f"is not valid TOML: {error}.", "Mend that place.")]) from None
    lines = source_lines(text)
    problems = [
        Problem(
            file,
            f"has a section {name!r} that City Compact does not know.",
            _nearest(name, sections) + f"Use one of {', '.join(sorted({'rulebook', *sections}))}.",
            line_of(lines, (name,)),
        )
        for name in content
        if name != "rulebook" and name not in sections
    ]
    if "rulebook" not in content:
        problems.append(
            Problem(
                file, "has no [rulebook] table.", 'Add [rulebook] with name = "..." and version = "...".', 1
            )
        )
        raise FactsError(problems)
    for path, value in not_exact(content):
        problems.append(
            Problem(
                file,
                "is not a number that every machine reads alike.",
                f"Write it with at most {SIGNIFICANT_DIGITS} significant digits.",
                line_of(lines, path),
                dotted(path),
                value,
            )
        )
    for path, message, mend in unseen_places({name: content[name] for name in content if name != "rulebook"}):
        problems.append(Problem(file, message, mend, line_of(lines, path), dotted(path)))
    stub = Rulebook(text, file, Header.model_construct(name="", version=""), content)
    try:
        header = Header.model_validate(content["rulebook"])
    except ValidationError as error:
        raise FactsError(problems + stub._problems(error, ("rulebook",))) from None
    wrong = [sector for sector in header.signing_sectors or () if sector not in SECTORS]
    for sector in wrong:
        problems.append(
            stub.problem(
                ("rulebook", "signing_sectors"),
                f"{sector!r} is not a sector.",
                f"Use {', '.join(SECTORS)}.",
            )
        )
    if problems:
        raise FactsError(problems)
    return Rulebook(text, file, header, content, is_default)


def _nearest(name: str, sections: frozenset[str]) -> str:
    close = difflib.get_close_matches(name, [*sections, "rulebook"], n=1)
    return f"Is it [{close[0]}]? " if close else ""


def _shown(value: Any) -> str | None:
    """A value as a message shows it, where it is short enough to be shown."""
    if isinstance(value, str | int | float | Decimal | datetime.date):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return text if len(text) <= 80 else f"{text[:80]}…"
    return None


def _real_path(
    content: dict[str, Any], prefix: tuple[str | int, ...], loc: tuple[str | int, ...]
) -> tuple[str | int, ...]:
    """Drop the steps that pydantic adds for unions, which do not stand in the file."""
    node: Any = content
    for step in prefix:
        node = node.get(step, {})
    path: list[str | int] = []
    for step in loc:
        if _stands_in(node, step):
            node = node[step]
        elif step != loc[-1]:
            continue
        path.append(step)
    return tuple(path)


def _stands_in(node: Any, step: str | int) -> bool:
    if isinstance(node, dict):
        return step in node
    return isinstance(node, list) and isinstance(step, int) and step < len(node)


def dotted(path: tuple[str | int, ...]) -> str:
    """The way to a place in a rulebook, as it is written: ``enrollment.reserves[1].share``."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else step
    return text
