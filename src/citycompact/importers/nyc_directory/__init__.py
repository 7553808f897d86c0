"""New York City's high-school directory of any year, as a city package with synthetic applicants."""

from citycompact.importers.nyc_directory.importing import Imported, import_directory

__all__ = ["Imported", "import_directory"]
