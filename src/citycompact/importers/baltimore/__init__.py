"""Baltimore City's published tables, as a city package with simulated applicants."""

from citycompact.importers.baltimore.importing import ImportedCity, import_city

__all__ = ["ImportedCity", "import_city"]
