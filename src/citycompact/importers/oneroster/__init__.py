"""OneRoster 1.2 CSV exports (1EdTech) of a district's own system: who is a student of which school now."""

from citycompact.importers.oneroster.city import ImportedExport, import_export
from citycompact.importers.oneroster.current_students import SchoolYear, current_students, school_year
from citycompact.importers.oneroster.reading import read_export

__all__ = [
    "ImportedExport",
    "SchoolYear",
    "current_students",
    "import_export",
    "read_export",
    "school_year",
]
