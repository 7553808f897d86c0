"""Who can be signed in as in the demo. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PASSWORD = "port-ellery-demo"
"""Password of every demo account; demo accounts exist in demo databases only."""


@dataclass(frozen=True)
class Person:
    """One demo account, and what the button is called that signs in as it."""

    key: str
    label: Any
    email: str
    name: str
    role: str = ""
    sector: str = ""


PEOPLE = (
    Person("family", _("A parent"), "parent@demo.example", "Rosa Delgado"),
    Person("school", _("A school secretary"), "secretary@demo.example", "Joan Becker", "school"),
    Person("operator", _("A charter operator"), "operator@demo.example", "Marcus Hale", "operator"),
    Person("office", _("The enrollment office"), "office@demo.example", "Amina Yusuf", "office"),
    Person(
        "approver-district",
        _("Approver, district"),
        "district@demo.example",
        "Dana Whitfield",
        "approver",
        "district",
    ),
    Person(
        "approver-charter",
        _("Approver, charter schools"),
        "charter@demo.example",
        "Luis Ortega",
        "approver",
        "charter",
    ),
    Person("steward", _("The steward of the compact"), "steward@demo.example", "Naomi Feld", "steward"),
    Person("auditor", _("An auditor"), "auditor@demo.example", "Henrik Olsen", "auditor"),
)
GIVEN = (
    "Ana",
    "Ben",
    "Carla",
    "David",
    "Elena",
    "Farid",
    "Grace",
    "Hugo",
    "Iris",
    "Jamal",
    "Keiko",
    "Liam",
    "Maya",
    "Noah",
    "Olga",
    "Pablo",
    "Quinn",
    "Rosa",
    "Sami",
    "Tessa",
    "Uma",
    "Victor",
    "Wanda",
    "Xavier",
    "Yara",
    "Zane",
)
FAMILY = (
    "Adams",
    "Brooks",
    "Castro",
    "Diaz",
    "Evans",
    "Flores",
    "Green",
    "Hassan",
    "Ito",
    "Jensen",
    "Khan",
    "Lopez",
    "Moore",
    "Nguyen",
    "Owens",
    "Perez",
    "Reyes",
    "Silva",
    "Tran",
    "Usman",
    "Vega",
    "Walker",
    "Young",
    "Zhou",
)
