"""What a state can do for collaboration between sectors: a catalogue of levers."""

from __future__ import annotations

from citycompact.words import Language

POSITIONS: dict[str, dict[Language, str]] = {
    "closed": {"en": "Against it", "es": "En contra"},
    "silent": {"en": "The law is silent", "es": "La ley calla"},
    "partly": {"en": "Partly allowed", "es": "Permitido en parte"},
    "open": {"en": "Allowed and used", "es": "Permitido y usado"},
}
"""Where a state may stand, from worst to best."""

LEVERS: dict[str, dict[Language, tuple[str, str]]] = {
    "facility_access": {
        "en": (
            "Facility access and right of first refusal",
            "Charter schools may use or are first offered empty public school buildings.",
        ),
        "es": (
            "Acceso a edificios y derecho de preferencia",
            "Las escuelas chárter pueden usar edificios escolares vacíos o reciben la primera oferta.",
        ),
    },
    "funding_parity": {
        "en": ("Funding parity", "Public money follows the child in the same way to every public school."),
        "es": (
            "Igualdad de financiamiento",
            "El dinero público sigue al niño por igual a toda escuela pública.",
        ),
    },
    "special_education_funding": {
        "en": (
            "Special-education funding",
            "Money for a child's services goes to the school that gives them, and risk is pooled.",
        ),
        "es": (
            "Fondos de educación especial",
            "El dinero para los servicios va a la escuela que los da y el riesgo se comparte.",
        ),
    },
    "shared_data": {
        "en": (
            "Shared data",
            (
                "Schools of both sectors may share pupil data for enrollment and accountability under one "
                "privacy rule."
            ),
        ),
        "es": (
            "Datos compartidos",
            "Las escuelas de ambos sectores pueden compartir datos con una misma regla de privacidad.",
        ),
    },
    "joint_accountability": {
        "en": (
            "Joint accountability",
            "One framework of ratings may count for all public schools of a city.",
        ),
        "es": (
            "Rendición de cuentas conjunta",
            "Un solo marco de calificación puede valer para todas las escuelas públicas de la ciudad.",
        ),
    },
    "authorizing": {
        "en": (
            "Authorizing and governance",
            "Who may open, renew and close schools, and whether authorizers must plan together.",
        ),
        "es": (
            "Autorización y gobierno",
            "Quién puede abrir, renovar y cerrar escuelas, y si deben planear juntos.",
        ),
    },
    "partnership_law": {
        "en": (
            "Innovation and partnership-school laws",
            "A district may hand a school to a partner by contract and keep its pupils in the count.",
        ),
        "es": (
            "Leyes de innovación y alianza",
            "Un distrito puede confiar una escuela a un socio por contrato y seguir contando a sus alumnos.",
        ),
    },
    "incentives": {
        "en": ("Incentives", "Grants and points for cities whose sectors work together."),
        "es": ("Incentivos", "Subvenciones y puntos para ciudades cuyos sectores colaboran."),
    },
    "political_cover": {
        "en": (
            "Political cover",
            "Leaders of the state speak for collaboration when it costs votes locally.",
        ),
        "es": (
            "Respaldo político",
            "Los dirigentes del estado defienden la colaboración cuando cuesta votos.",
        ),
    },
}
"""Key to (name, what it is) in both languages."""
