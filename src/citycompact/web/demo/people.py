"""Who can be signed in as in the demo. Nobody of them exists."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "port-ellery-demo"
"""Password of every demo account; demo accounts exist in demo databases only."""


@dataclass(frozen=True)
class Person:
    """One demo account."""

    key: str
    email: str
    name: str
    role: str = ""
    sector: str = ""


PEOPLE = (
    Person("family", "parent@demo.example", "Rosa Delgado"),
    Person("school", "secretary@demo.example", "Joan Becker", "school"),
    Person("operator", "operator@demo.example", "Marcus Hale", "operator"),
    Person("office", "office@demo.example", "Amina Yusuf", "office"),
    Person("approver-district", "district@demo.example", "Dana Whitfield", "approver", "district"),
    Person("approver-charter", "charter@demo.example", "Luis Ortega", "approver", "charter"),
    Person("steward", "steward@demo.example", "Naomi Feld", "steward"),
    Person("auditor", "auditor@demo.example", "Henrik Olsen", "auditor"),
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
