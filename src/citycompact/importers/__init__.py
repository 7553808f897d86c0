"""Importers: city packages from what cities have on their desks."""
