"""The facts: a city package is a folder of typed tables, and nothing else enters a decision."""

from citycompact.city.canonical import canonical_json, package_digests, sha256_hex, table_digest
from citycompact.city.distance import great_circle_km
from citycompact.city.grades import GRADES, grade_order
from citycompact.city.map_shapes import map_shapes
from citycompact.city.package import CityPackage, Signer
from citycompact.city.problems import FactsError, Problem
from citycompact.city.reading import inspect_city, read_city
from citycompact.city.tables import SECTORS, TABLES
from citycompact.city.writing import write_city

__all__ = [
    "GRADES",
    "SECTORS",
    "TABLES",
    "CityPackage",
    "FactsError",
    "Problem",
    "Signer",
    "canonical_json",
    "grade_order",
    "great_circle_km",
    "inspect_city",
    "map_shapes",
    "package_digests",
    "read_city",
    "sha256_hex",
    "table_digest",
    "write_city",
]
