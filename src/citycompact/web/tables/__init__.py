"""Pages for any room's tables: list, filter, edit, spreadsheet in and out, every problem, history."""
