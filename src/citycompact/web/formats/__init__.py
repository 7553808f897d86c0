"""How numbers are written on pages where Django's own way differs from :mod:`citycompact.words`."""
