"""Commands on rulebooks: show, diff, keygen, sign."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from citycompact.cli.console import err, out, plain_errors, print_problems
from citycompact.cli.rules_of import city_beside
from citycompact.words import Language

if TYPE_CHECKING:
    from citycompact.city import CityPackage
    from citycompact.rulebook import Rulebook, Signature

LanguageOption = Annotated[Language, typer.Option(help="Language of the sentences.")]
CityOption = Annotated[
    Path | None, typer.Option("--city", help="City package; by default the folder of the rulebook.")
]


class SectorName(StrEnum):
    """Sectors that may sign."""

    district = "district"
    charter = "charter"
    partnership = "partnership"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    group = typer.Typer(help="Read, compare and sign rulebooks.", no_args_is_help=True)
    group.command()(show)
    group.command()(diff)
    group.command()(keygen)
    group.command()(sign)
    app.add_typer(group, name="rulebook")


def show(
    rulebook: Annotated[Path, typer.Argument(help="The rulebook (TOML).")],
    city: CityOption = None,
    language: LanguageOption = "en",
) -> None:
    """Print a rulebook as plain sentences, and who signed each section."""
    from citycompact.rooms import rule_sentences
    from citycompact.rulebook import header_problems, read_signatures

    words = _WORDS[language]
    with plain_errors():
        read = _read(rulebook)
        sentences = rule_sentences(read, language)
        signatures = read_signatures(rulebook)
        package = city_beside(rulebook, city)
    title = words["title"].format(name=read.header.name, version=read.header.version)
    out.print(title, style="bold", markup=False)
    for section, said in sentences.items():
        out.print(f"\n[{section}]", style="bold", markup=False)
        for sentence in said.values():
            out.print(f"- {sentence}", markup=False)
        out.print(f"{words['digest']}: {read.section_digest(section)}")
        _say_signatures(section, read, signatures, package, language)
    if any(not item.section for item in signatures):
        out.print("\n" + words["earlier"].format(file=rulebook), markup=False)
    problems = header_problems(read, package, language)
    if problems:
        err.print("\n" + words["not yet"], style="yellow")
        print_problems(problems)


def _say_signatures(
    section: str,
    rulebook: Rulebook,
    signatures: list[Signature],
    city: CityPackage | None,
    language: Language,
) -> None:
    from citycompact.rulebook import counting, validity

    words = _WORDS[language]
    count = counting(section, rulebook, signatures, city) if city else []
    if not count:
        out.print(words["nobody" if city else "no city"])
    for item in signatures:
        worth = validity(item, rulebook, city)
        # Those under earlier content are kept for the day on which it comes back; they say nothing here.
        if item.section != section or worth == "other content":
            continue
        if item in count:
            key = "signed"
        else:
            key = "not checked" if worth == "not checked" else "void"
        why = words.get(f"void {worth}", "")
        out.print(words[key].format(sector=item.sector, name=item.name, why=why), markup=False)


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The earlier rulebook.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The later rulebook.")],
    city: Annotated[
        Path | None,
        typer.Option("--city", help="City package whose signers' keys count; by default that beside B or A."),
    ] = None,
    language: LanguageOption = "en",
) -> None:
    """Say in sentences what changed from A to B, and whose signatures stay."""
    from citycompact.rooms import rule_sentences
    from citycompact.rulebook import header_problems, read_signatures, section_changes

    words = _WORDS[language]
    with plain_errors():
        first, second = _read(before), _read(after)
        was, now = rule_sentences(first, language), rule_sentences(second, language)
        signatures = list(dict.fromkeys([*read_signatures(before), *read_signatures(after)]))
        package = city_beside(after, city) or city_beside(before, None)
    for section in dict.fromkeys([*now, *was]):
        out.print(f"[{section}]", style="bold", markup=False)
        changes = section_changes(
            section, first, second, was.get(section, {}), now.get(section, {}), language
        )
        for change in changes:
            out.print(f"- {change}", markup=False)
        if not changes:
            out.print(words["same"])
        if section not in second.content:
            out.print(words["gone"])
        elif first.section_digest(section) != second.section_digest(section):
            out.print(words["changed"])
        _say_what_stays(section, first, second, signatures, package, language)
    if problems := header_problems(second, package, language):
        err.print("\n" + words["not yet"], style="yellow")
        print_problems(problems)


def _say_what_stays(
    section: str,
    before: Rulebook,
    after: Rulebook,
    signatures: list[Signature],
    city: CityPackage | None,
    language: Language,
) -> None:
    from citycompact.rulebook import counting, validity

    def signers(rulebook: Rulebook) -> set[str]:
        if city is not None:
            sound = counting(section, rulebook, signatures, city)
        else:
            # Anybody can make a sound signature with a key of their own.
            sound = [
                item
                for item in signatures
                if item.section == section and validity(item, rulebook, None) == "not checked"
            ]
        return {f"{item.name} ({item.sector})" for item in sound}

    words = _WORDS[language]
    stay, were = signers(after), signers(before)
    for names, key in ((stay, "stays"), (were - stay, "falls")):
        if names:
            unchecked = "" if city else f", {words['unchecked']}"
            out.print(f"{words[key]}: {'; '.join(sorted(names))}{unchecked}.", markup=False)


def keygen(
    key: Annotated[Path, typer.Argument(help="File to write the private key to.")],
    sector: Annotated[SectorName, typer.Option(help="Sector the key will sign for.")],
    name: Annotated[str, typer.Option(help="Who will sign with it.")],
) -> None:
    """Make a signing key, and print what to add to city.toml so that its signatures count."""
    from citycompact.facts import FactsError, Problem
    from citycompact.rulebook import generate_key
    from citycompact.rulebook.texts import LONGEST_NAME, text_fault

    with plain_errors():
        if fault := text_fault(name, LONGEST_NAME):
            raise FactsError([Problem("--name", *fault)])
        try:
            public = generate_key(key)
        except FileExistsError:
            raise FileExistsError(f"{key} exists already; a key is never overwritten.") from None
    err.print(f"The private key is in {key}. Keep it secret; whoever has it can sign.", markup=False)
    err.print("Add to the city's city.toml:")
    out.print(_signer_lines(sector.value, name, public), markup=False)


def sign(
    rulebook: Annotated[Path, typer.Argument(help="The rulebook (TOML).")],
    key: Annotated[Path, typer.Option(help="Private key made by keygen.")],
    sector: Annotated[SectorName, typer.Option(help="Sector to sign for.")],
    name: Annotated[str, typer.Option(help="Who signs.")],
    section: Annotated[
        list[str] | None, typer.Option("--section", help="Section to sign; may be repeated. By default all.")
    ] = None,
    city: CityOption = None,
) -> None:
    """Sign sections of a rulebook for a sector; the signatures are stored beside it."""
    from citycompact.facts import FactsError, Problem
    from citycompact.rulebook import add_signatures, header_problems, read_key, signatures_path, validity
    from citycompact.rulebook import sign as make_signature

    with plain_errors():
        read = _read(rulebook)  # nobody should sign rules that cannot be read
        package = city_beside(rulebook, city)
        problems = header_problems(read, package)
        if problems:
            raise FactsError(problems)
        parts = list(dict.fromkeys(section or read.sections))
        if not parts:
            mend = "Add [enrollment], empty where the usual rules are meant."
            raise FactsError([Problem(rulebook.name, "has no section to sign.", mend)])
        private = read_key(key)
        made = [make_signature(read, part, private, sector.value, name) for part in parts]
        add_signatures(rulebook, made)
    for item in made:
        out.print(
            f"Signed [{item.section}] {item.section_sha256} for the {sector.value} sector.", markup=False
        )
    out.print(f"The signatures are in {signatures_path(rulebook)}.", markup=False)
    if package is None:
        err.print(
            "Whether they count was not checked: name the city with --city, so that its keys are known.",
            style="yellow",
        )
    elif any(validity(item, read, package) != "valid" for item in made):
        err.print(
            f"They do NOT count: city.toml of {package.city_id} does not list this key for the "
            f"{sector.value} sector. They will once this stands in it:",
            style="bold yellow",
            markup=False,
        )
        err.print(_signer_lines(sector.value, name, made[0].public_key), markup=False)


def _signer_lines(sector: str, name: str, public_key: str) -> str:
    """A signer as city.toml lists it; a text in JSON is one in TOML too."""
    texts = {"sector": sector, "name": name, "public_key": public_key}
    return "\n".join(
        ["[[signers]]", *(f"{key} = {json.dumps(text, ensure_ascii=False)}" for key, text in texts.items())]
    )


def _read(path: Path) -> Rulebook:
    from citycompact.rooms import read_any_rulebook

    return read_any_rulebook(path)


_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "{name}, version {version}",
        "digest": "Digest (SHA-256)",
        "signed": "Signed for the {sector} sector by {name}.",
        "nobody": "Signed by nobody yet.",
        "no city": "Not checked against the city's keys; name the city with --city.",
        "not checked": "Sound, not checked against the city's keys: {name}, {sector} sector.",
        "void": "Does not count, {why}: {name}, {sector} sector.",
        "void valid": "the header does not fit the city",
        "void other city": "other city",
        "void unknown key": "unknown key",
        "void broken": "broken",
        "void earlier format": "earlier format",
        "earlier": (
            "Other signatures were made by an earlier version for the whole rulebook and count no more; sign "
            "again section by section with: citycompact rulebook sign {file} --key KEY --sector SECTOR "
            '--name "..."'
        ),
        "not yet": "This rulebook cannot be signed yet.",
        "same": "The two rulebooks say the same.",
        "gone": "The section is gone.",
        "changed": "What is signed changed: the section, the city or the signing sectors.",
        "stays": "Signed as it stands in B by",
        "falls": "No longer counts, signed as it was in A by",
        "unchecked": "not checked against the city's keys",
    },
    "es": {
        "title": "{name}, versión {version}",
        "digest": "Huella (SHA-256)",
        "signed": "Firmado por {name} en nombre del sector {sector}.",
        "nobody": "Nadie lo ha firmado todavía.",
        "no city": "Sin comprobar con las claves de la ciudad; indique la ciudad con --city.",
        "not checked": "Íntegra, sin comprobar con las claves de la ciudad: {name}, sector {sector}.",
        "void": "No cuenta, {why}: {name}, sector {sector}.",
        "void valid": "el encabezado no corresponde a la ciudad",
        "void other city": "es de otra ciudad",
        "void unknown key": "la clave es desconocida",
        "void broken": "está dañada",
        "void earlier format": "es de un formato anterior",
        "earlier": (
            "Otras firmas se hicieron con una versión anterior para todo el reglamento y ya no cuentan; "
            "firme "
            "de nuevo sección por sección con: citycompact rulebook sign {file} --key KEY --sector SECTOR "
            '--name "..."'
        ),
        "not yet": "Este reglamento todavía no se puede firmar.",
        "same": "Los dos reglamentos dicen lo mismo.",
        "gone": "La sección ya no está.",
        "changed": "Cambió lo que se firma: la sección, la ciudad o los sectores firmantes.",
        "stays": "Firmado tal como está en B por",
        "falls": "Ya no cuenta, firmado tal como estaba en A por",
        "unchecked": "sin comprobar con las claves de la ciudad",
    },
}
