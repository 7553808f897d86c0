"""Running the site on a machine: its database, its processes, its backup."""
