"""The city: operators, schools, programs and families' applications, as a package of typed tables."""

from citycompact.city.differing import table_differences
from citycompact.city.digests import package_digests
from citycompact.city.distance import great_circle_km
from citycompact.city.grades import GRADES, grade_after, grade_order
from citycompact.city.map_shapes import LEVEL_NAMES, map_shapes
from citycompact.city.package import CityPackage, Signer, is_public_key
from citycompact.city.reading import inspect_city, read_city
from citycompact.city.tables import SECTORS, TABLES
from citycompact.city.writing import write_city, write_identity
from citycompact.city.zones import ZONES, zones_problems

__all__ = [
    "GRADES",
    "LEVEL_NAMES",
    "SECTORS",
    "TABLES",
    "ZONES",
    "CityPackage",
    "Signer",
    "grade_after",
    "grade_order",
    "great_circle_km",
    "inspect_city",
    "is_public_key",
    "map_shapes",
    "package_digests",
    "read_city",
    "table_differences",
    "write_city",
    "write_identity",
    "zones_problems",
]
