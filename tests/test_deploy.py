"""What deploy/ says a city's machine runs: held against the site's own settings, and by the tools for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
GIVEN = {
    "CITYCOMPACT_HOST": "enroll.example.org",
    "CITYCOMPACT_SECRET_KEY": "k" * 40 + "0123456789abcdef",
    "POSTGRES_PASSWORD": "word",
    "CITYCOMPACT_EMAIL_HOST": "mail.example.org",
    "CITYCOMPACT_EMAIL_FROM": "office@example.org",
}
"""What .env of a city says."""


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text())


def filled(text: str) -> str:
    """A value with what .env says in its blanks."""
    return re.sub(r"\$\{(\w+)(?::\?|:-([^}]*))?\}", lambda m: GIVEN.get(m[1], m[2] or ""), text)


def names_in(folder: Path, pattern: str) -> set[str]:
    return {
        name
        for file in folder.rglob("*.py")
        for name in re.findall(pattern, file.read_text(encoding="utf-8"))
    }


def test_site_worker_database_and_proxy_are_there_and_wait_for_each_other(compose):
    services = compose["services"]
    assert services.keys() == {"site", "worker", "database", "proxy"}
    assert services["database"]["image"] == "postgres:17"
    assert services["proxy"]["image"].startswith("caddy:")
    for name, needs in (("site", "database"), ("worker", "site"), ("proxy", "site")):
        assert services[name]["depends_on"][needs] == {"condition": "service_healthy"}
        assert services[needs]["healthcheck"]["test"][0] == "CMD"
    assert services["worker"]["command"] == ["citycompact", "worker"]
    assert "ports" not in services["site"] | services["worker"] | services["database"], "only by the proxy"
    kept = {v.split(":")[0] for s in services.values() for v in s["volumes"] if not v.startswith(".")}
    assert kept == set(compose["volumes"])
    assert services["site"]["volumes"] == services["worker"]["volumes"], "both need the documents"


def test_no_file_holds_a_secret_and_every_setting_is_one_that_the_site_reads(compose):
    known = names_in(ROOT / "src", r'"(CITYCOMPACT_\w+|DATABASE_URL)"')
    said = compose["services"]["site"]["environment"]
    assert set(said) <= known
    assert "CITYCOMPACT_DEMO" not in said
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if re.search("SECRET|PASSWORD|DATABASE_URL", name):
                assert "${" in value, name
    documented = (ROOT / "docs" / "deployment.md").read_text()
    for unit in DEPLOY.glob("*.service"):
        assert set(re.findall(r"CITYCOMPACT_\w+", unit.read_text())) <= known
        assert unit.name in documented
    assert "deploy/compose.yaml" in documented
    for name in names_in(ROOT / "src" / "citycompact" / "web", r'environ\.get\(\s*"(CITYCOMPACT_\w+)"'):
        short = re.sub(r"CITYCOMPACT_EMAIL(?=_)", "", name)
        assert f"`{name}`" in documented or f"`{short}`" in documented, f"{name} is nowhere said"


def test_the_site_starts_with_these_settings_and_djangos_check_for_deployment_is_clean(compose, tmp_path):
    said = {name: filled(value) for name, value in compose["services"]["site"]["environment"].items()}
    # The check asks no database; one has to be named.
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CITYCOMPACT", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "citycompact", "manage", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment | said | {"CITYCOMPACT_VAR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_compose_reads_it():
    if (
        not shutil.which("docker")
        or subprocess.run(["docker", "compose", "version"], check=False, capture_output=True).returncode
    ):
        pytest.skip("docker compose is not installed")
    command = ["docker", "compose", "--file", str(DEPLOY / "compose.yaml"), "config", "--quiet"]
    done = subprocess.run(command, env=os.environ | GIVEN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lacking = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=False)
    assert lacking.returncode != 0, "without its secrets it does not start"


def test_caddy_reads_its_file():
    if not shutil.which("caddy"):
        pytest.skip("caddy is not installed")
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    done = subprocess.run(command, env=os.environ | GIVEN, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["citycompact.service", "citycompact-worker.service"])
def test_systemd_finds_no_fault_with_its_unit(name, tmp_path):
    text = (DEPLOY / name).read_text()
    (command,) = re.findall(r"^ExecStart=(\S+)", text, re.MULTILINE)
    assert command == "/opt/citycompact/bin/citycompact"
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not installed")
    unit = tmp_path / name
    unit.write_text(text.replace(command, "/bin/true"))
    verify = ["systemd-analyze", "verify", "--man=no", str(unit)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, name in done.stderr) == (0, False), done.stderr
    unit.write_text(unit.read_text().replace("KillMode=mixed", "KilMode=mixed"))
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert "KilMode" in done.stderr, "the tool finds what is wrong"


def test_the_image_is_made_of_what_is_there():
    text = (DEPLOY / "Dockerfile").read_text()
    given = {
        name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for name in line.split()
    }
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    for name in given:
        assert (ROOT / name).exists(), name
        assert name in let_in, f"{name} is kept out by .dockerignore"
    assert "USER citycompact" in text
