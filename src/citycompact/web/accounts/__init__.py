"""Who signs in, and what each role may open."""
