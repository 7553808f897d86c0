"""The compact of the demo city over three years: kept, stalled and dropped promises, leaders who left,
one new law."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from citycompact.compact import facts as f
from citycompact.compact.demo.port_ellery_words import HISTORY, MILESTONES, WORDS
from citycompact.compact.facts import CompactFacts
from citycompact.words import say_date


class Ago(Protocol):
    """A day so many months ago, some days later."""

    def __call__(self, months: int, day: int = 0) -> datetime.date:  # noqa: D102
        ...


def port_ellery(
    today: datetime.date,
    parties: Iterable[tuple[str, str, str]] = (),
    measured: Mapping[tuple[str, str], float] | None = None,
) -> CompactFacts:
    """The history up to a day, three years after the compact was signed.

    Parameters
    ----------
    parties
        ``(party_id, name, kind)`` of the city's operators; without them, two made-up ones.
    measured
        What the city's computed indicators say today, by (indicator, group),
        so that the history leads up to it.
    """

    def ago(months: int, day: int = 0) -> datetime.date:
        """The same day so many months ago, ``day`` days later."""
        month = today.year * 12 + today.month - 1 - months
        year, number = divmod(month, 12)
        last = calendar.monthrange(year, number + 1)[1]
        return datetime.date(year, number + 1, min(today.day, last)) + datetime.timedelta(days=day)

    measured = measured or {}
    listed = list(parties) or [
        ("district", "Port Ellery Public Schools", "district"),
        ("charter", "Horizon Charter Schools", "charter"),
    ]
    district = next(p for p, _, kind in listed if kind == "district")
    charter = next(p for p, _, kind in listed if kind == "charter")
    signed = ago(36)
    return CompactFacts(
        "port-ellery",
        "Port Ellery (demo)",
        "Demo state",
        signed,
        ago(-24),
        True,
        today,
        parties=(
            *(
                f.Party(p, n, k, ago(36 if k == "district" else 36 - i % 3))
                for i, (p, n, k) in enumerate(listed)
            ),
            f.Party("foundation", "Harbor Community Foundation", "partner", signed),
        ),
        posts=(
            f.Post("superintendent", "District superintendent", district, "Superintendente del distrito"),
            f.Post("enrollment_director", "Director of enrollment", district, "Dirección de inscripción"),
            f.Post(
                "charter_chair", "Chair of the charter council", charter, "Presidencia del consejo chárter"
            ),
            f.Post(
                "special_education", "Head of special education", district, "Jefatura de educación especial"
            ),
            f.Post(
                "charter_operations", "Charter operations lead", charter, "Jefatura de operaciones chárter"
            ),
            f.Post("steward", "Steward of the compact", "foundation", "Administración del pacto"),
        ),
        tenures=(
            # The superintendent who signed left after a year; the next one stayed five months.
            f.Tenure("superintendent", ago(60), ago(24)),
            f.Tenure("superintendent", ago(22), ago(17)),
            f.Tenure("superintendent", ago(14)),
            f.Tenure("enrollment_director", ago(40)),
            f.Tenure("charter_chair", ago(48), ago(13)),
            f.Tenure("charter_chair", ago(13, 1)),
            f.Tenure("special_education", ago(36), ago(2)),
            f.Tenure("charter_operations", ago(30)),
            f.Tenure("steward", ago(36)),
        ),
        **_promises(ago),
        **_measures(ago, {**_NOW, **{key: value for key, value in measured.items() if key in _NOW}}),
        **_barriers(ago),
        amendments=(
            f.Amendment(
                "a-ratings",
                "ratings",
                ago(8),
                f"The promise: due on {say_date(ago(2), 'en')} → {say_date(ago(-4), 'en')}",
                "The state published its growth data half a year late.",
                "district, charter",
                f"La promesa: vence el {say_date(ago(2), 'es')} → {say_date(ago(-4), 'es')}",
                "El estado publicó sus datos de progreso con medio año de retraso.",
            ),
        ),
        resolutions=(
            f.Resolution(
                "d-transport",
                ago(20),
                "Stop the joint bus plan until the state changes the reimbursement.",
                "buses",
                "superintendent",
                None,
                ago(20),
                "Detener el plan conjunto de autobuses hasta que el estado cambie el reembolso.",
            ),
            f.Resolution(
                "d-fund",
                ago(15),
                "Drop the joint fund for new buildings; no side will pay into it.",
                "building_fund",
                "superintendent",
                None,
                ago(15),
                "Abandonar el fondo común para edificios nuevos; ninguna parte aportará.",
            ),
            f.Resolution(
                "d-sped",
                ago(3, 4),
                "Name an acting head of special education for the joint team.",
                "sped_team",
                "superintendent",
                ago(2, 10),
                None,
                "Nombrar una jefatura interina de educación especial para el equipo conjunto.",
            ),
            f.Resolution(
                "d-space",
                ago(3, 4),
                "Publish the list of empty buildings with prices.",
                "space",
                "superintendent",
                ago(-1),
                None,
                "Publicar la lista de edificios vacíos con precios.",
            ),
            f.Resolution(
                "d-report",
                ago(3, 4),
                "Show the annual report to both boards on one evening.",
                "report",
                "steward",
                ago(1),
                ago(1, 12),
                "Presentar el informe anual a ambas juntas en una misma noche.",
            ),
        ),
    )


def _promises(ago: Ago) -> dict[str, Any]:
    """Promises with their milestones, evidence and changes of status."""
    rows = (
        # key, area, side, owner, made, due, needed, committed, source
        (
            "one_application",
            "enrollment",
            "both",
            "enrollment_director",
            36,
            12,
            900_000.0,
            900_000.0,
            "Harbor Community Foundation; district budget",
        ),
        ("all_charters", "enrollment", "charter", "charter_chair", 36, -6, None, None, ""),
        (
            "guide",
            "information",
            "both",
            "enrollment_director",
            36,
            18,
            120_000.0,
            120_000.0,
            "District budget",
        ),
        ("ratings", "accountability", "both", "superintendent", 34, -4, 300_000.0, 180_000.0, "State grant"),
        ("expulsions", "discipline", "charter", "charter_chair", 36, 10, 0.0, 0.0, ""),
        ("space", "facilities", "district", "superintendent", 36, -2, 400_000.0, 0.0, ""),
        ("building_fund", "facilities", "both", "superintendent", 36, 12, 20_000_000.0, 0.0, ""),
        (
            "local_levy",
            "funding",
            "district",
            "superintendent",
            36,
            -12,
            6_500_000.0,
            3_200_000.0,
            "Local levy",
        ),
        (
            "buses",
            "transport",
            "both",
            "charter_operations",
            30,
            6,
            1_800_000.0,
            300_000.0,
            "District budget",
        ),
        (
            "sped_team",
            "special_education",
            "both",
            "special_education",
            36,
            -6,
            750_000.0,
            600_000.0,
            "Federal funds; charter dues",
        ),
        ("sped_share", "special_education", "charter", "charter_chair", 36, -12, None, None, ""),
        (
            "el_programs",
            "english_learners",
            "district",
            "superintendent",
            28,
            -10,
            500_000.0,
            500_000.0,
            "District budget",
        ),
        (
            "job_fair",
            "staff",
            "both",
            "charter_operations",
            30,
            20,
            40_000.0,
            40_000.0,
            "Harbor Community Foundation",
        ),
        (
            "open_lessons",
            "instruction",
            "both",
            "charter_chair",
            26,
            2,
            60_000.0,
            60_000.0,
            "Harbor Community Foundation",
        ),
        (
            "third_way",
            "partnership",
            "district",
            "superintendent",
            24,
            9,
            1_200_000.0,
            1_200_000.0,
            "State innovation grant",
        ),
        ("opening_plan", "new_and_closing", "both", "superintendent", 20, -3, None, None, ""),
        ("seat_rule", "declining_enrollment", "both", "superintendent", 8, -10, None, None, ""),
        ("access_law", "advocacy", "both", "charter_chair", 34, 7, 0.0, 0.0, ""),
        (
            "report",
            "governance",
            "both",
            "steward",
            36,
            24,
            25_000.0,
            25_000.0,
            "Harbor Community Foundation",
        ),
    )
    promises = tuple(
        f.Promise(
            key,
            area,
            WORDS[key][0],
            side,
            WORDS[key][2],
            WORDS[key][4],
            owner,
            ago(made),
            ago(due),
            needed,
            committed,
            source,
            WORDS[key][1],
            WORDS[key][3],
            WORDS[key][5],
        )
        for key, area, side, owner, made, due, needed, committed, source in rows
    )
    evidence: list[f.Evidence] = []
    changes: list[f.StatusChange] = []
    for key, status, months, day, kind, title, title_es, reason, reason_es in HISTORY:
        number = f"{key}-{sum(e.promise_id == key for e in evidence) + 1}"
        evidence.append(f.Evidence(number, kind, ago(months, day), title, key, "", title_es))
        if status:
            changes.append(f.StatusChange(key, ago(months, day), status, number, reason, reason_es))
    milestones = tuple(
        f.Milestone(key, number, what, ago(due), None if reached is None else ago(reached), None, what_es)
        for key, number, what, what_es, due, reached in MILESTONES
    )
    return {
        "promises": promises,
        "milestones": milestones,
        "evidence": tuple(evidence),
        "status_changes": tuple(changes),
    }


_NOW = {
    ("shared_seats", ""): 1.0,
    ("shared_seats", "charter"): 1.0,
    ("first_to_third", ""): 0.75,
    ("disability_share", "charter"): 0.12,
    ("english_learner_share", "district"): 0.18,
}
"""What the system measures today, where it is not asked."""
_LESS = {
    ("shared_seats", ""): ((36, 0.29), (24, 0.17), (12, 0.06)),
    ("shared_seats", "charter"): ((36, 0.88), (24, 0.52), (12, 0.17)),
    ("first_to_third", ""): ((36, 0.09), (24, 0.06), (12, 0.03)),
    ("disability_share", "charter"): ((36, 0.03), (24, 0.02), (12, 0.01)),
    ("english_learner_share", "district"): ((36, 0.02), (24, 0.02), (12, 0.01)),
}
"""By how much less than today it was so many months ago."""
_WANTED = (
    ("one_application", ("shared_seats", ""), -0.1, 12),
    ("all_charters", ("shared_seats", "charter"), 0.0, -6),
    ("sped_share", ("disability_share", "charter"), 0.02, -12),
    ("el_programs", ("english_learner_share", "district"), 0.02, -10),
)
"""How much more than today's value a promise wants, and when, in months ago."""


def _measures(ago: Ago, now: Mapping[tuple[str, str], float]) -> dict[str, Any]:
    """Indicators, their measurements of three years, and what each promise wants of them."""
    indicators = (
        f.Indicator(
            "shared_seats",
            "Public seats in the common match",
            "computed",
            "share",
            "Lugares públicos en la asignación común",
        ),
        f.Indicator(
            "first_to_third",
            "Families placed in a first to third choice",
            "computed",
            "share",
            "Familias con una de sus tres primeras opciones",
        ),
        f.Indicator(
            "disability_share",
            "Students with disabilities among those placed",
            "computed",
            "share",
            "Estudiantes con discapacidad entre los asignados",
        ),
        f.Indicator(
            "english_learner_share",
            "English learners among those placed",
            "computed",
            "share",
            "Estudiantes de inglés entre los asignados",
        ),
        f.Indicator(
            "seats_in_reach",
            "Seats within two miles of home",
            "computed",
            "count",
            "Lugares a menos de dos millas de casa",
        ),
        f.Indicator(
            "expulsions",
            "Expulsions per 1,000 students",
            "imported",
            "points",
            "Expulsiones por cada 1,000 estudiantes",
        ),
        f.Indicator(
            "rated_schools",
            "Schools rated by the common framework",
            "imported",
            "share",
            "Escuelas calificadas con el marco común",
        ),
        f.Indicator(
            "local_dollars", "Local dollars per pupil", "imported", "dollars", "Dólares locales por alumno"
        ),
        f.Indicator(
            "building_use", "Use of school buildings", "imported", "share", "Uso de los edificios escolares"
        ),
    )
    series = {
        # No share of a city was ever below nothing, however little it measures today.
        key: tuple((months, max(0.0, round(now[key] - less, 6))) for months, less in way)
        for key, way in _LESS.items()
    } | {
        ("expulsions", "charter"): ((36, 6.1), (24, 4.0), (12, 2.2), (1, 2.9)),
        ("expulsions", "district"): ((36, 3.0), (24, 2.8), (12, 2.3), (1, 2.1)),
        ("rated_schools", ""): ((36, 0.0), (24, 0.2), (12, 0.55), (1, 0.7)),
        ("local_dollars", "charter"): ((36, 1400.0), (24, 1650.0), (12, 2100.0), (1, 1980.0)),
        ("local_dollars", "district"): ((36, 3900.0), (24, 3950.0), (12, 4010.0), (1, 4050.0)),
        ("building_use", "district"): ((36, 0.74), (24, 0.71), (12, 0.68), (1, 0.66)),
    }
    sources = {
        "expulsions": "State discipline file",
        "rated_schools": "Joint office of accountability",
        "local_dollars": "Audited budgets",
        "building_use": "District facilities survey",
    }
    measurements = tuple(
        f.Measurement(indicator, group, ago(months), value, sources.get(indicator, "City Compact"))
        for (indicator, group), values in series.items()
        for months, value in values
    )
    targets = (
        *(
            f.Target(promise, *key, series[key][0][1], ago(36), max(0.0, round(now[key] + more, 6)), ago(due))
            for promise, key, more, due in _WANTED
        ),
        f.Target("expulsions", "expulsions", "charter", 6.1, ago(36), 2.5, ago(10)),
        f.Target("ratings", "rated_schools", "", 0.0, ago(36), 1.0, ago(-4)),
        f.Target("local_levy", "local_dollars", "charter", 1400.0, ago(36), 3000.0, ago(-12)),
        f.Target("space", "building_use", "district", 0.74, ago(36), 0.85, ago(3)),
    )
    return {"indicators": indicators, "measurements": measurements, "targets": targets}


def _barriers(ago: Ago) -> dict[str, Any]:
    """Barriers, what was tried, and where the state stands."""
    barriers = (
        f.Barrier(
            "no_access_law",
            "legal",
            "State law gave charter schools no claim to empty buildings.",
            3,
            "charter_chair",
            ago(36),
            ago(7),
            "La ley estatal no daba a las chárter derecho a edificios vacíos.",
        ),
        f.Barrier(
            "bus_money",
            "financial",
            "The state repays bus rides to district schools only.",
            3,
            "charter_operations",
            ago(29),
            None,
            "El estado solo reembolsa viajes a escuelas del distrito.",
        ),
        f.Barrier(
            "three_leaders",
            "turnover",
            "Three superintendents in three years; each had to be won anew.",
            2,
            "superintendent",
            ago(24),
            None,
            "Tres superintendentes en tres años; hubo que convencer a cada uno.",
        ),
        f.Barrier(
            "lottery_doubt",
            "trust",
            "Charter operators doubted that the district would run a fair lottery.",
            2,
            "enrollment_director",
            ago(36),
            ago(11),
            "Los operadores chárter dudaban de un sorteo justo a cargo del distrito.",
        ),
        f.Barrier(
            "board_vote",
            "political",
            "Two board members campaign against sharing the levy.",
            3,
            "superintendent",
            ago(12),
            None,
            "Dos miembros de la junta hacen campaña contra compartir el impuesto.",
        ),
        f.Barrier(
            "no_specialists",
            "capacity",
            "Four of nine specialist posts cannot be filled.",
            2,
            "special_education",
            ago(9),
            None,
            "Cuatro de nueve puestos de especialista no se pueden cubrir.",
        ),
    )
    blocked_promises = tuple(
        f.BlockedPromise(b, c)
        for b, c in (
            ("no_access_law", "space"),
            ("no_access_law", "building_fund"),
            ("bus_money", "buses"),
            ("three_leaders", "ratings"),
            ("three_leaders", "opening_plan"),
            ("lottery_doubt", "all_charters"),
            ("board_vote", "local_levy"),
            ("no_specialists", "sped_team"),
        )
    )
    attempts = (
        f.Attempt(
            "no_access_law",
            ago(30),
            "Testified together before the education committee.",
            False,
            "Declararon juntos ante el comité de educación.",
        ),
        f.Attempt(
            "no_access_law",
            ago(9),
            "Drafted the bill with two other cities; it passed.",
            True,
            "Redactaron la ley con otras dos ciudades; se aprobó.",
        ),
        f.Attempt(
            "bus_money",
            ago(22),
            "Asked the state for a waiver; refused.",
            False,
            "Pidieron una exención al estado; fue negada.",
        ),
        f.Attempt(
            "lottery_doubt",
            ago(14),
            "Published the commitment and let operators recompute the match themselves.",
            True,
            "Publicaron el compromiso y dejaron que los operadores recalcularan la asignación.",
        ),
        f.Attempt(
            "three_leaders",
            ago(13),
            "Every new leader signs the compact anew in the first month.",
            True,
            "Cada nuevo dirigente firma de nuevo el pacto en su primer mes.",
        ),
        f.Attempt(
            "no_specialists",
            ago(4),
            "Advertised jointly; one post filled.",
            False,
            "Anunciaron juntos; se cubrió un puesto.",
        ),
    )
    levers = (
        f.LeverPosition(
            "facility_access",
            ago(36),
            "silent",
            "No right to empty buildings.",
            "Sin derecho a edificios vacíos.",
        ),
        f.LeverPosition(
            "facility_access",
            ago(7),
            "open",
            "Right of first refusal since this session's act.",
            "Derecho de preferencia desde la ley de este periodo.",
        ),
        f.LeverPosition(
            "funding_parity",
            ago(36),
            "closed",
            "The levy need not be shared.",
            "El impuesto no tiene que compartirse.",
        ),
        f.LeverPosition(
            "special_education_funding",
            ago(36),
            "partly",
            "Follows the child; no risk pool.",
            "Sigue al niño; sin fondo de riesgo.",
        ),
        f.LeverPosition("shared_data", ago(36), "partly", "Allowed by agreement.", "Permitido por convenio."),
        f.LeverPosition("joint_accountability", ago(36), "silent", "", ""),
        f.LeverPosition(
            "authorizing",
            ago(36),
            "partly",
            "The district authorizes; the state hears appeals.",
            "El distrito autoriza; el estado oye apelaciones.",
        ),
        f.LeverPosition(
            "partnership_law", ago(36), "open", "Innovation-zone act.", "Ley de zonas de innovación."
        ),
        f.LeverPosition(
            "incentives",
            ago(36),
            "partly",
            "One grant round, now over.",
            "Una ronda de subvenciones, ya cerrada.",
        ),
        f.LeverPosition("political_cover", ago(36), "silent", "", ""),
    )
    waiting = tuple(
        f.Waiting(lever, c)
        for lever, c in (
            ("facility_access", "space"),
            ("funding_parity", "local_levy"),
            ("funding_parity", "buses"),
            ("special_education_funding", "sped_team"),
            ("joint_accountability", "ratings"),
            ("authorizing", "opening_plan"),
        )
    )
    return {
        "barriers": barriers,
        "blocked_promises": blocked_promises,
        "attempts": attempts,
        "levers": levers,
        "waiting": waiting,
    }
