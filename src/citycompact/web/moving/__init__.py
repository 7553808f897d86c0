"""Moving in and out: a whole package into the database and back, room by room."""
