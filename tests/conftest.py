"""What many tests share: where the published data lies, small cities, and a finished round."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

# A database and folders of the tests' own. That Django is wanted is said here too, and not in pyproject.toml:
# else its settings would be read before this file.
# The toy room's site is tested in a process of its own, which names its settings and its folder.
os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("TESTED_SETTINGS", "citycompact.web.settings")
os.environ["CITYCOMPACT_VAR"] = os.environ.get("TESTED_VAR") or str(
    Path(__file__).resolve().parents[1] / "var" / "tests"
)
os.environ["CITYCOMPACT_EMAIL_BACKEND"] = "django.core.mail.backends.locmem.EmailBackend"
os.environ["CITYCOMPACT_SECRET_KEY"] = (
    "of the tests alone: no session that it signs is worth anything elsewhere"
)
# After the demo's draw; only demonstrations look at it.
os.environ["CITYCOMPACT_NOW"] = "2027-03-12T10:30"
for _name in ("DATABASE_URL", "CITYCOMPACT_DEMO"):
    os.environ.pop(_name, None)

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))

from citycompact.ops.catalogs import compile_catalogs

_WEB = Path(__file__).resolve().parents[1] / "src" / "citycompact" / "web"
for folder in (*_WEB.glob("*/locale"), Path(__file__).parent / "toy_room" / "web" / "locale"):
    compile_catalogs(folder)

settings.register_profile(
    "city", deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("city")


def pytest_configure() -> None:
    """Make Django ready, with the settings of the tests."""
    import django

    # Static files come from where they lie; that their folder is missing would be said at every request.
    Path(os.environ["CITYCOMPACT_VAR"], "static").mkdir(parents=True, exist_ok=True)
    django.setup()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Start the embedded database with the first test that asks for one."""
    from django.conf import settings as site

    from citycompact.ops.embedded_postgres import start
    from citycompact.web.environment import database

    site.DATABASES["default"].update(database(start(site.VAR / "postgres")))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """End the embedded database with the last of the processes that run tests."""
    if not hasattr(session.config, "workerinput"):
        from citycompact.ops.embedded_postgres import stop

        stop(Path(os.environ["CITYCOMPACT_VAR"]) / "postgres")


SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    if not SHARED.is_dir():
        pytest.skip(f"the shared data is not here ({SHARED})")
    return SHARED


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo city with its signed rulebook, written as CSV."""
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city
    from citycompact.rulebook.demo import with_demo_signers, write_demo_rulebook

    folder = tmp_path_factory.mktemp("demo") / "city"
    city = with_demo_signers(build_demo_city(schools=14, applicants=700, seed=5))
    write_city(city, folder)
    write_demo_rulebook(city, folder)
    return folder


@pytest.fixture(scope="session")
def finished(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished round of the small demo city."""
    from typer.testing import CliRunner

    from citycompact.cli import app
    from official_draws import SEED

    out = tmp_path_factory.mktemp("finished") / "round"
    result = CliRunner().invoke(app, ["match", str(demo_folder), "--seed", SEED, "--out", str(out)])
    assert result.exit_code == 0, result.output
    return out


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a site with a small demo city, loaded once for all processes that run tests: to be copied."""
    from site_processes import environment

    here = tmp_path_factory.getbasetemp()
    shared = (here.parent if "PYTEST_XDIST_WORKER" in os.environ else here) / "loaded_site"
    done = shared.with_suffix(".done")
    try:
        shared.mkdir()
    except FileExistsError:
        until = time.monotonic() + 300
        while not done.exists():
            assert time.monotonic() < until, "another process was to load the demo city, and has not"
            time.sleep(0.5)
    else:
        command = [sys.executable, "-m", "citycompact", "load-demo", "--schools", "14", "--applicants", "300"]
        subprocess.run(command, check=True, env=environment(shared, CITYCOMPACT_DEMO="1"))
        done.touch()
    return shared
