"""What a compact may be about: sixteen areas, in the order in which a city usually takes them up."""

from __future__ import annotations

from citycompact.words import Language

AREAS: dict[str, dict[Language, str]] = {
    "enrollment": {"en": "Enrollment", "es": "Inscripción"},
    "information": {"en": "School information", "es": "Información sobre las escuelas"},
    "accountability": {"en": "Accountability", "es": "Rendición de cuentas"},
    "discipline": {"en": "Discipline", "es": "Disciplina"},
    "facilities": {"en": "Facilities", "es": "Edificios"},
    "funding": {"en": "Funding", "es": "Financiamiento"},
    "transport": {"en": "Transport", "es": "Transporte"},
    "special_education": {"en": "Special education", "es": "Educación especial"},
    "english_learners": {"en": "English learners", "es": "Estudiantes de inglés"},
    "staff": {"en": "Staff and recruitment", "es": "Personal y contratación"},
    "instruction": {
        "en": "Instruction and professional development",
        "es": "Enseñanza y desarrollo profesional",
    },
    "partnership": {"en": "Partnership schools", "es": "Escuelas en alianza"},
    "new_and_closing": {"en": "New and closing schools", "es": "Apertura y cierre de escuelas"},
    "declining_enrollment": {"en": "Declining enrollment", "es": "Descenso de la matrícula"},
    "advocacy": {"en": "Advocacy on state law", "es": "Incidencia en la ley estatal"},
    "governance": {"en": "Governance of the compact", "es": "Gobierno del pacto"},
}
"""Key to name in both languages."""

SIDES: dict[str, dict[Language, str]] = {
    "district": {"en": "The district alone", "es": "Solo el distrito"},
    "charter": {"en": "The charter schools alone", "es": "Solo las escuelas chárter"},
    "both": {"en": "Both together", "es": "Ambos juntos"},
}
"""Who pledges."""

STATUSES: dict[str, dict[Language, str]] = {
    "not_started": {"en": "Not started", "es": "Sin empezar"},
    "in_progress": {"en": "In progress", "es": "En curso"},
    "done": {"en": "Done", "es": "Cumplida"},
    "stalled": {"en": "Stalled", "es": "Estancada"},
    "dropped": {"en": "Dropped", "es": "Abandonada"},
}
"""Where a promise stands."""

EVIDENCE_KINDS: dict[str, dict[Language, str]] = {
    "document": {"en": "Document", "es": "Documento"},
    "resolution": {"en": "Resolution", "es": "Resolución"},
    "indicator": {"en": "Indicator", "es": "Indicador"},
    "meeting": {"en": "Meeting", "es": "Reunión"},
    "interview": {"en": "Interview", "es": "Entrevista"},
}
"""What a status may rest on."""

RESOLUTION_FORMERLY = {"decision": "resolution"}
"""Kinds of evidence that had another name."""

BARRIER_KINDS: dict[str, dict[Language, str]] = {
    "political": {"en": "Political", "es": "Política"},
    "legal": {"en": "Legal", "es": "Legal"},
    "financial": {"en": "Financial", "es": "Financiera"},
    "capacity": {"en": "Capacity", "es": "Capacidad"},
    "trust": {"en": "Trust", "es": "Confianza"},
    "turnover": {"en": "Leadership turnover", "es": "Cambio de dirigentes"},
}
"""What gets in the way."""
