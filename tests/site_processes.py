"""Processes of a site of its own, as somebody at a shell starts them."""

import os
import subprocess
import sys

OPEN = "2026-12-01T10:00"
"""A day on which the demo's round is open."""

OURS = ("DJANGO_SETTINGS_MODULE", "CITYCOMPACT_SECRET_KEY", "CITYCOMPACT_EMAIL_BACKEND", "DATABASE_URL")


def environment(var, **more):
    """The environment without what the tests put there for themselves; the demo's round is open in it."""
    kept = {k: v for k, v in os.environ.items() if k not in OURS}
    return kept | {"CITYCOMPACT_NOW": OPEN, "CITYCOMPACT_VAR": str(var), **more}


def copied(site, var):
    """Copy a site with the owners of its files: a database that root starts belongs to another user."""
    subprocess.run(["cp", "-a", str(site), str(var)], check=True)


def python(var, code, **more):
    """Run Python in the site's environment."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env=environment(var, **more),
        capture_output=True,
        text=True,
        check=False,
    )


def citycompact(var, *arguments):
    """A command of ours that goes on beside the test."""
    return subprocess.Popen(
        [sys.executable, "-m", "citycompact", *arguments],
        env=environment(var),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def server_of(var):
    """Number of the embedded server of a site; None where none runs."""
    file = var / "postgres" / "postmaster.pid"
    return int(file.read_text().split()[0]) if file.exists() else None
