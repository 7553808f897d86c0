"""The directory's admission priorities and eligibility, from words to groups.

A text such as "Then to Bronx students or residents who signed in at a fair or at an information
session" is a population (Bronx), with or without a condition (signed in). What cannot be read is
never guessed: it is listed in the importer's report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from citycompact.importers.nyc_directory.reading import BOROUGHS

EVERYONE = "everyone"
_LEAD = re.compile(
    r"^(?:priority (?:given )?to|then to|open (?:only )?to|guaranteed offer to)\s+", re.IGNORECASE
)
_SIGNED_IN = re.compile(r"\s+who signed in at a fair or at an information session$", re.IGNORECASE)
_BOROUGH = "|".join(BOROUGHS.values())
_BOROUGHS = re.compile(
    rf"^((?:{_BOROUGH})(?:(?:, and |,| and |\s)+(?:{_BOROUGH}))*) students or residents", re.I
)
_DISTRICTS = re.compile(r"^districts? ([\d, and]+?) students or residents", re.IGNORECASE)
_CITY = re.compile(r"^(?:new york(?: city)?|nyc) residents", re.IGNORECASE)
_ZONE = re.compile(
    r"^students (?:who )?(?:apply and )?(?:live|living|reside|residing) in the "
    r"(?:zoned area|geographical catchment area|geographic zone)(?: - new priority group)?$",
    re.IGNORECASE,
)
_ATTENDING = re.compile(
    r"^(?:students attending (?P<one>.+)|(?P<two>.+ (?:middle|lower) school) students)$", re.IGNORECASE
)
_YEARS = re.compile(
    r"(?:living|have lived) in the united states (?P<number>\w+) years? or (?:fewer|less)"
    r"|have lived in the united states fewer than (?P<below>\w+) years",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_HOME_LANGUAGE = re.compile(
    r"home language is (?P<language>spanish|chinese(?: \(mandarin\))?|haitian creole)", re.IGNORECASE
)
_LEARNERS = re.compile(
    r"english language learners?|limited english proficiency|require an ell program", re.IGNORECASE
)
_PROFICIENT = re.compile(r"proficient in english", re.IGNORECASE)
_CONDITION_WORDS = re.compile(
    r"\(ell\)|per new york city department of education guidelines|scoring at the [a-z, ]+levels? on the"
    r"|nysesl?at|nysitell|lab-r|at the time of admission to high school|entering|emerging|transitioning"
    r"|\b(?:who|whose|and|are|is|of|an?|or|the|to|they|have|students)\b|[.,;]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reading:
    """A text read as a group: its name, and the definitions it needs, name to TOML table."""

    group: str
    definitions: dict[str, str] = field(default_factory=dict)


def read_priority(text: str) -> Reading | None:
    """Read one priority or eligibility text; None where it cannot be read.

    ``Reading.group`` is ``everyone`` where the text names all residents of the city: everybody
    in the package lives there.
    """
    words = " ".join(text.split()).rstrip(".")
    lead = _LEAD.match(words)
    population = words[lead.end() :] if lead else words
    signed_in = _SIGNED_IN.search(population)
    if signed_in:
        population = population[: signed_in.start()]
    read = _population(population)
    if read is None or not signed_in:
        return read
    attended = {"signed_in": 'kind = "claim"\nclaim = "signed_in"'}
    if read.group == EVERYONE:
        return Reading("signed_in", attended)
    return _all_of(read, Reading("signed_in", attended))


def slug(text: str) -> str:
    """A name for a group: lower-case words joined by underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def _population(text: str) -> Reading | None:
    if re.fullmatch(r"continuing (?:8th|eighth) graders?", text, re.IGNORECASE):
        return Reading("continuing", {"continuing": 'kind = "current_school"'})
    if found := re.fullmatch(r"(female|male) students", text, re.IGNORECASE):
        name = found[1].lower()
        return Reading(name, {name: _fact("sex", [name])})
    if _ZONE.match(text):
        return Reading("zoned", {"zoned": 'kind = "zone"'})
    if found := _DISTRICTS.match(text):
        numbers = sorted({str(int(n)) for n in re.findall(r"\d+", found[1])}, key=int)
        name = "district_" + "_".join(numbers)
        return _narrowed(Reading(name, {name: _fact("district", numbers)}), text[found.end() :])
    if found := _BOROUGHS.match(text):
        names = [name for name in BOROUGHS.values() if name.lower() in found[1].lower()]
        group = "_".join(map(slug, names))
        return _narrowed(Reading(group, {group: _fact("borough", names)}), text[found.end() :])
    if found := _CITY.match(text):
        return _narrowed(Reading(EVERYONE), text[found.end() :])
    if found := re.match(r"^(?:heritage spanish speakers|students) ?(?=whose)", text, re.IGNORECASE):
        return _narrowed(Reading(EVERYONE), text[found.end() :])
    return _by_school_record(text)


def _by_school_record(text: str) -> Reading | None:
    """Groups by what a child attended or took part in, which the school confirms."""
    if found := _ATTENDING.match(text):
        name = (found["one"] or found["two"]).strip()
        group = "from_" + slug(name)
        return Reading(group, {group: f'kind = "claim"\nclaim = "{group}"'})
    if found := re.fullmatch(
        (
            r"students who have been in a (dual language|transitional bilingual education) (\w+) middle "
            r"school program"
        ),
        text,
        re.IGNORECASE,
    ):
        group = slug(f"{found[1]} {found[2]}")
        return Reading(group, {group: f'kind = "claim"\nclaim = "{group}"'})
    return None


def _narrowed(read: Reading, condition: str) -> Reading | None:
    """Add the conditions on language and years in the country that follow a population."""
    rest = condition.strip()
    parts = [read] if read.group != EVERYONE else []
    if found := _YEARS.search(rest):
        word = (found["number"] or found["below"]).lower()
        if word not in _NUMBERS:
            return None
        most = _NUMBERS[word] - (1 if found["below"] else 0)
        name = f"newcomer_{most}"
        parts.append(Reading(name, {name: _fact("years_in_country", [str(n) for n in range(most + 1)])}))
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if found := _HOME_LANGUAGE.search(rest):
        language = found["language"].partition(" (")[0].title()
        name = "home_" + slug(language)
        parts.append(Reading(name, {name: _fact("home_language", [language])}))
        rest = rest[: found.start()] + " " + rest[found.end() :]
    elif found := re.search(r"home language is not english", rest, re.IGNORECASE):
        not_english = 'kind = "combined"\nnone_of = ["home_english"]'
        parts.append(
            Reading(
                "home_not_english",
                {"home_english": _fact("home_language", ["English"]), "home_not_english": not_english},
            )
        )
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if _LEARNERS.search(rest):
        parts.append(Reading("english_learner"))
        rest = _LEARNERS.sub(" ", rest)
    elif found := _PROFICIENT.search(rest):
        speaks = {"speaks_english": 'kind = "combined"\nnone_of = ["english_learner"]'}
        parts.append(Reading("speaks_english", speaks))
        rest = rest[: found.start()] + " " + rest[found.end() :]
    if _CONDITION_WORDS.sub(" ", rest).split() or (condition.strip() and not parts):
        return None
    if not condition.strip():
        return read
    if len(parts) == 1 and read.group != EVERYONE:
        # Words follow the population, but none of them was understood.
        return None
    combined = parts[0]
    for part in parts[1:]:
        combined = _all_of(combined, part)
    return combined


def _all_of(first: Reading, second: Reading) -> Reading:
    name = f"{first.group}_and_{second.group}"
    both = f'kind = "combined"\nall_of = ["{first.group}", "{second.group}"]'
    return Reading(name, {**first.definitions, **second.definitions, name: both})


def _fact(column: str, values: list[str]) -> str:
    listed = ", ".join(f'"{value}"' for value in values)
    return f'kind = "fact"\ncolumn = "{column}"\nvalues = [{listed}]'
