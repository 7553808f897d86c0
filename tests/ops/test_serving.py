"""The whole site as processes: what dies comes back, and nothing runs on when it is told to stop."""

import contextlib
import os
import signal
import socket
import time
import urllib.request

import pytest

from site_processes import citycompact, server_of


def answers(port, seconds=180):
    """Whether the site says within this time that it and its database are well."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=2).status == 200:
                return True
        time.sleep(0.2)
    return False


def others_of(var):
    """Processes of a site, read from their environment."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:
            if f"CITYCOMPACT_VAR={var}".encode() in file.read().split(b"\0"):
                found.append(int(name))
    return found


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="processes are read from /proc")
@pytest.mark.parametrize("order", [signal.SIGINT, signal.SIGKILL])
def test_neither_processes_nor_database_outlive_the_one_that_was_stopped_or_killed(tmp_path, order):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = citycompact(tmp_path, "serve", "--port", str(port), "--processes", "1")
    try:
        assert answers(port)
        assert server_of(tmp_path) is not None
    finally:
        site.send_signal(order)
        assert site.wait(timeout=60) == (0 if order == signal.SIGINT else -order)
    until = time.monotonic() + 60
    while (others_of(tmp_path) or server_of(tmp_path)) and time.monotonic() < until:
        time.sleep(0.2)
    assert others_of(tmp_path) == []
    assert server_of(tmp_path) is None
    assert not answers(port, 0.1)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir("/proc"), reason="processes are read from /proc")
def test_what_dies_comes_back_and_nothing_runs_on_after_the_site(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    site = citycompact(tmp_path, "serve", "--port", str(port), "--processes", "1")
    try:
        assert answers(port)
        assert len(others_of(tmp_path)) >= 3, "who starts them, web processes and worker"
        database = server_of(tmp_path)
        os.kill(database, signal.SIGKILL)
        until = time.monotonic() + 180
        while server_of(tmp_path) in (None, database) and time.monotonic() < until:
            time.sleep(0.2)
        assert server_of(tmp_path) not in (None, database)
        assert answers(port)
    finally:
        site.send_signal(signal.SIGTERM)
        assert site.wait(timeout=60) == 0
    assert server_of(tmp_path) is None
    assert others_of(tmp_path) == []
