"""What the environment says of a site; reading it starts nothing and writes nothing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlparse

_OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")


def flag(name: str, default: bool = False) -> bool:
    """A variable that is on or off."""
    return os.environ.get(name, str(default)).lower() in ("1", "true", "yes")


def proxies() -> int:
    """How many proxies of the city's own stand in front of the site: CITYCOMPACT_PROXY says their number, or
    that there is one. What anybody before them says of addresses is not believed."""
    said = os.environ.get("CITYCOMPACT_PROXY", "")
    return int(said) if said.isdecimal() else int(flag("CITYCOMPACT_PROXY"))


def own_folder() -> Path:
    """The folder of what the site keeps: documents, its key, the embedded database; a demo has its own."""
    usual = "var/demo-site" if flag("CITYCOMPACT_DEMO") else "var"
    return Path(os.environ.get("CITYCOMPACT_VAR", usual)).resolve()


def site_address(origins: Sequence[str], hosts: Sequence[str]) -> str:
    """Where people find the site, as letters name it: as CITYCOMPACT_ADDRESS says, else the first origin or
    host that names one place, else where ``citycompact serve`` answers on its own machine."""
    scheme = "https" if flag("CITYCOMPACT_HTTPS") else "http"
    named = [os.environ.get("CITYCOMPACT_ADDRESS", ""), *origins]
    named += [f"{scheme}://{host}" for host in hosts if host not in _OWN_MACHINE]
    one_place = (address.rstrip("/") for address in named if "://" in address and "*" not in address)
    return next((address for address in one_place if "://." not in address), "http://localhost:8000")


def secret_key() -> str:
    """The given key, else the one that is kept in the site's folder; empty before one is made."""
    kept = own_folder() / "secret_key"
    return os.environ.get("CITYCOMPACT_SECRET_KEY") or (kept.read_text() if kept.exists() else "")


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a ``postgresql://`` address.

    Raises
    ------
    ValueError
        For an address that is not PostgreSQL's.
    """
    address = urlparse(url)
    if address.scheme not in ("postgresql", "postgres"):
        raise ValueError("DATABASE_URL must begin with postgresql://")
    options = {name: values[0] for name, values in parse_qs(address.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(address.path.lstrip("/")) or "postgres",
        "USER": unquote(address.username or ""),
        "PASSWORD": unquote(address.password or ""),
        "HOST": options.pop("host", address.hostname or ""),
        "PORT": str(address.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
