"""The words of the enrollment rules, in English and Spanish;
the sentences' structure is in ``rule_sentences``."""

from __future__ import annotations

from citycompact.words import Language

WORDS: dict[str, dict[Language, str]] = {
    "and": {"en": "and", "es": "y"},
    "everyone": {"en": "everyone", "es": "todos"},
    "round": {
        "en": "Round “{name}” ({id}){grades} opens on {opens} and closes on {closes} at {time}.{results}",
        "es": "La ronda «{name}» ({id}){grades} abre el {opens} y cierra el {closes} a las {time}.{results}",
    },
    "round.grades": {"en": " for grades {grades}", "es": " para los grados {grades}"},
    "round.results": {"en": " Results come on {day}.", "es": " Los resultados salen el {day}."},
    "round.results_at": {
        "en": " Results come on {day} at {time}.",
        "es": " Los resultados salen el {day} a las {time}.",
    },
    "rounds.order": {
        "en": "The rounds stand in this order: {items}.",
        "es": "Las rondas están en este orden: {items}.",
    },
    "choices.some": {
        "en": "A family may list up to {maximum} programs.",
        "es": "Una familia puede elegir hasta {maximum} programas.",
    },
    "choices.any": {
        "en": "A family may list as many programs as it likes.",
        "es": "Una familia puede elegir todos los programas que quiera.",
    },
    "deferred_acceptance": {
        "en": (
            "Seats are assigned by student-proposing deferred acceptance: it is safe to list schools in "
            "the order a family truly wants them."
        ),
        "es": (
            "Los lugares se asignan por aceptación diferida a propuesta de los estudiantes: conviene poner "
            "las escuelas en el orden en que la familia de verdad las quiere."
        ),
    },
    "top_trading_cycles": {
        "en": (
            "Seats are assigned by top trading cycles: applicants may trade priorities, and it is safe to "
            "list schools in the order a family truly wants them."
        ),
        "es": (
            "Los lugares se asignan por ciclos de intercambio: los solicitantes pueden cambiar "
            "prioridades, y conviene poner las escuelas en el orden en que la familia de verdad las quiere."
        ),
    },
    "immediate_acceptance": {
        "en": (
            "Seats are assigned by immediate acceptance (the Boston mechanism): first choices are filled "
            "first, so listing a popular school first carries a risk."
        ),
        "es": (
            "Los lugares se asignan por aceptación inmediata (el mecanismo de Boston): primero se llenan "
            "las primeras opciones, así que poner primero una escuela muy pedida es un riesgo."
        ),
    },
    "serial_dictatorship": {
        "en": "Seats are assigned in lottery order alone: each applicant takes the best seat that is left.",
        "es": (
            "Los lugares se asignan solo por orden de sorteo: cada solicitante toma el mejor lugar que queda."
        ),
    },
    "efficiency_adjusted_deferred_acceptance": {
        "en": (
            "Seats are assigned by efficiency-adjusted deferred acceptance: where applicants consent, a "
            "priority that cannot help them does not stand in another's way."
        ),
        "es": (
            "Los lugares se asignan por aceptación diferida ajustada por eficiencia: si los solicitantes "
            "consienten, una prioridad que no puede ayudarles no estorba a otro."
        ),
    },
    "stable_improvement_cycles": {
        "en": (
            "Seats are assigned by deferred acceptance followed by stable improvement cycles: applicants "
            "with equal priority may swap seats when all who swap gain."
        ),
        "es": (
            "Los lugares se asignan por aceptación diferida seguida de ciclos de mejora estable: "
            "solicitantes con igual prioridad pueden cambiar lugares cuando todos ganan."
        ),
    },
    "consent": {"en": "Consent is given by {group}.", "es": "El consentimiento lo da: {group}."},
    "lottery.one": {
        "en": "Every applicant has one lottery number, used at all programs.",
        "es": "Cada solicitante tiene un solo número de sorteo, que vale en todos los programas.",
    },
    "lottery.each": {
        "en": "Every applicant has a separate lottery number at each program.",
        "es": "Cada solicitante tiene un número de sorteo distinto en cada programa.",
    },
    "lottery.weight": {
        "en": "In the lottery, {group} counts with weight {weight} (others have weight 1).",
        "es": "En el sorteo, {group} cuenta con peso {weight} (los demás, con peso 1).",
    },
    "means": {"en": "“{name}” means {what}.", "es": "«{name}» significa {what}."},
    "label": {
        "en": "In {language}, families read for “{name}”: “{label}”.",
        "es": "En {language}, las familias leen por «{name}»: «{label}».",
    },
    "language.en": {"en": "English", "es": "inglés"},
    "language.es": {"en": "Spanish", "es": "español"},
    "priority.default": {
        "en": "Priority at every program: {order}.",
        "es": "Prioridad en todos los programas: {order}.",
    },
    "priority.sector": {
        "en": "Priority at {name} schools: {order}.",
        "es": "Prioridad en las escuelas {name}: {order}.",
    },
    "priority.school": {
        "en": "Priority at school {name}: {order}.",
        "es": "Prioridad en la escuela {name}: {order}.",
    },
    "priority.program": {
        "en": "Priority at program {name}: {order}.",
        "es": "Prioridad en el programa {name}: {order}.",
    },
    "then": {"en": ", then ", "es": ", después "},
    "reserve": {
        "en": "{size} at {scope} are reserved for {group}, filled {order} the open seats; {unused}.",
        "es": (
            "{size} en {scope} se reservan para {group} y se llenan {order} los lugares abiertos; {unused}."
        ),
    },
    "reserve.share": {"en": "{share} % of seats", "es": "El {share} % de los lugares"},
    "reserve.seats": {"en": "{seats} seats", "es": "{seats} lugares"},
    "reserve.first": {"en": "before", "es": "antes que"},
    "reserve.last": {"en": "after", "es": "después de"},
    "reserve.hard": {
        "en": "they stay empty if too few of them apply",
        "es": "quedan vacíos si solicitan muy pocos de ellos",
    },
    "reserve.soft": {
        "en": "if too few of them apply, others may take these seats",
        "es": "si solicitan muy pocos de ellos, otros pueden tomarlos",
    },
    "reserves.order": {
        "en": "Reserved seats are set aside in this order, while there are any: {items}.",
        "es": "Los lugares reservados se apartan en este orden, mientras los haya: {items}.",
    },
    "ties": {"en": "Ties at {scope} are broken {how}.", "es": "Los empates en {scope} se deciden {how}."},
    "ties.lottery": {"en": "by lottery", "es": "por sorteo"},
    "ties.score": {"en": "by score, then by lottery", "es": "por puntuación y después por sorteo"},
    "ties.band": {
        "en": "by score band (from {bands}), then by lottery",
        "es": "por tramo de puntuación (desde {bands}) y después por sorteo",
    },
    "tie_breaks.order": {
        "en": (
            "Where several of these rules on ties name a program, the last of them holds, in this order: "
            "{items}."
        ),
        "es": (
            "Si varias de estas reglas de empate nombran un programa, vale la última, en este orden: {items}."
        ),
    },
    "at": {"en": "{what}, at {scope}", "es": "{what}, en {scope}"},
    "guarantees.order": {
        "en": "Where these rights give an applicant several seats, the first counts, in this order: {items}.",
        "es": (
            "Si estos derechos dan a un solicitante varios lugares, cuenta el primero, en este orden: "
            "{items}."
        ),
    },
    "guarantee.current_school": {
        "en": "Applicants keep the right to a seat at the school they attend",
        "es": "Los solicitantes conservan el derecho a un lugar en la escuela a la que asisten",
    },
    "guarantee.zone": {
        "en": "Applicants have the right to a seat at the school of their zone",
        "es": "Los solicitantes tienen derecho a un lugar en la escuela de su zona",
    },
    "guarantee.group": {
        "en": "Members of “{group}” have the right to a seat",
        "es": "Los miembros de «{group}» tienen derecho a un lugar",
    },
    "together": {
        "en": "Siblings who ask for it (“{fact}”) are placed at one school together or not at all.",
        "es": "Los hermanos que lo piden («{fact}») van juntos a una escuela o a ninguna.",
    },
    "verification": {
        "en": "“{fact}” counts only where one of these has verified it: {ways}.",
        "es": "«{fact}» cuenta solo si lo ha verificado uno de estos: {ways}.",
    },
    "verification.claim": {
        "en": "The claim “{fact}” counts only where one of these has confirmed it: {ways}.",
        "es": "La declaración «{fact}» cuenta solo si la ha confirmado uno de estos: {ways}.",
    },
    "verification.audit": {
        "en": (
            "After the draw, {per_100} of every 100 families whose word alone counted, and at least "
            "{at_least}, are asked for a proof of {facts}; the draw says which."
        ),
        "es": (
            "Después del sorteo se pide una prueba de {facts} a {per_100} de cada 100 familias cuya palabra "
            "contó por sí sola, y al menos a {at_least}; el sorteo dice a cuáles."
        ),
    },
    "way.roster": {"en": "a school's roster", "es": "el registro de una escuela"},
    "way.document": {"en": "a document", "es": "un documento"},
    "way.school": {"en": "a school's word", "es": "la palabra de una escuela"},
    "way.operator": {
        "en": "the word of whoever runs a school",
        "es": "la palabra de quien dirige una escuela",
    },
    "way.agency": {"en": "an agency's list", "es": "la lista de una agencia"},
    "way.self": {"en": "the family's own word", "es": "la palabra de la familia"},
    "priority.by_list": {
        "en": (
            "A list of people, and no priority group, orders who is admitted at these programs: {names}. The "
            "result says how many places came from it."
        ),
        "es": (
            "Una lista de personas, y ningún grupo de prioridad, ordena la admisión en estos programas: "
            "{names}. El resultado dice cuántos lugares salieron de ella."
        ),
    },
    "siblings.restarts": {
        "en": (
            "If no result is found in which all priorities for placed siblings are right, the search begins "
            "anew up to {restarts} more times, from places that the draw gives."
        ),
        "es": (
            "Si no se halla un resultado en el que todas las prioridades por hermanos asignados sean "
            "ciertas, la búsqueda empieza de nuevo hasta {restarts} veces más, desde puntos que da el sorteo."
        ),
    },
    "siblings.search": {
        "en": (
            "To place siblings, seats are assigned up to {maximum} times over; after that, priorities for "
            "a placed sibling are only taken away."
        ),
        "es": (
            "Para ubicar a hermanos, los lugares se asignan hasta {maximum} veces; después, las "
            "prioridades por un hermano asignado solo se quitan."
        ),
    },
    "waitlist.none": {"en": "No waitlists are kept.", "es": "No hay listas de espera."},
    "waitlist.until": {
        "en": "Waitlists are kept until {day}.",
        "es": "Las listas de espera se mantienen hasta el {day}.",
    },
    "waitlist.next": {
        "en": "Waitlists are kept until the next round.",
        "es": "Las listas de espera se mantienen hasta la ronda siguiente.",
    },
    "backfill": {
        "en": "Until {day}, a vacated seat at {scope} is refilled {how}.",
        "es": "Hasta el {day}, un lugar que se desocupa en {scope} se vuelve a llenar {how}.",
    },
    "backfill.waitlist_order": {
        "en": "from the waitlist in its order",
        "es": "con la lista de espera, en su orden",
    },
    "backfill.reverse": {
        "en": "by reassignment in reverse lottery order",
        "es": "reasignando en orden inverso de sorteo",
    },
    "backfill.order": {
        "en": "The rules on vacated seats stand in this order: {items}.",
        "es": "Las reglas sobre lugares desocupados están en este orden: {items}.",
    },
    "group.fact": {
        "en": "applicants whose {column} is {values}",
        "es": "solicitantes cuyo dato {column} es {values}",
    },
    "group.claim": {
        "en": "applicants with a verified claim “{claim}” at the school",
        "es": "solicitantes con una declaración comprobada «{claim}» en la escuela",
    },
    "group.sibling_attending": {
        "en": (
            "applicants with a sibling who attends the school now, by the city's records or a verified "
            "claim “{claim}”"
        ),
        "es": (
            "solicitantes con un hermano que asiste ahora a la escuela, según los registros de la ciudad o "
            "una declaración comprobada «{claim}»"
        ),
    },
    "group.sibling_offered": {
        "en": "applicants with a sibling placed at the school in the same run",
        "es": "solicitantes con un hermano asignado a la escuela en la misma asignación",
    },
    "group.zone": {
        "en": "applicants who live in the school's zone",
        "es": "solicitantes que viven en la zona de la escuela",
    },
    "group.distance": {
        "en": "applicants who live within {km} km of the school",
        "es": "solicitantes que viven a {km} km o menos de la escuela",
    },
    "group.current": {
        "en": "applicants who attend the school now",
        "es": "solicitantes que asisten ahora a la escuela",
    },
    "group.feeder": {
        "en": "applicants from feeder schools ({pairs})",
        "es": "solicitantes de escuelas de procedencia ({pairs})",
    },
    "group.feeder.pair": {"en": "{target} from {schools}", "es": "{target} desde {schools}"},
    "group.score": {
        "en": "applicants whose score is {parts}",
        "es": "solicitantes cuya puntuación es {parts}",
    },
    "group.score.low": {"en": "at least {value}", "es": "al menos {value}"},
    "group.score.high": {"en": "below {value}", "es": "menor que {value}"},
    "group.combined": {"en": "applicants who {parts}", "es": "solicitantes que {parts}"},
    "group.all_of": {"en": "are in all of {names}", "es": "están en todos estos grupos: {names}"},
    "group.any_of": {
        "en": "are in at least one of {names}",
        "es": "están en alguno de estos grupos: {names}",
    },
    "group.none_of": {"en": "are in none of {names}", "es": "no están en ninguno de estos grupos: {names}"},
    "scope.programs": {"en": "programs {names}", "es": "los programas {names}"},
    "scope.schools": {"en": "schools {names}", "es": "las escuelas {names}"},
    "scope.sectors": {"en": "{names} schools", "es": "las escuelas {names}"},
    "scope.grades": {"en": "grades {names}", "es": "los grados {names}"},
    "scope.all": {"en": "every program", "es": "todos los programas"},
    "sector.district": {"en": "district", "es": "del distrito"},
    "sector.charter": {"en": "charter", "es": "chárter"},
    "sector.partnership": {"en": "partnership", "es": "en alianza"},
}
"""What is said, with blanks in braces."""
