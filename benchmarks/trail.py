"""The audit trail: linking many events, checking the chain, and what noting a reading costs a page.

python benchmarks/trail.py [--events 20000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile

TIMED = """
import statistics, time
from django.db import connection
from django.test import Client
from citycompact.web.demo.loading import load_demo
from citycompact.web.site.chain import link_events
from citycompact.web.site.chain_check import check_chain
from citycompact.web.site.models import Reading, User
from citycompact.web.site.trail import every_event, seen_by
load_demo(schools=14, applicants=300)
link_events()
began = time.perf_counter()
with connection.cursor() as cursor:
    cursor.execute(
        "insert into city_operator (operator_id, name, sector) select 'B' || n, 'Bench ' || n, 'district' "
        "from generate_series(1, {events}) n"
    )
written = time.perf_counter() - began
began = time.perf_counter()
linked = link_events()
print(
    f"{{linked:,}} events written in {{written:.1f}} s by one statement, linked in "
    f"{{time.perf_counter() - began:.1f}} s"
)
began = time.perf_counter()
for _ in range(20):
    link_events(thorough=False)
print(f"the job of a minute in which nothing happens: {{(time.perf_counter() - began) / 20 * 1e3:.0f}} ms")
began = time.perf_counter()
found = check_chain()
assert not found.faults, found.faults[:3]
print(f"{{found.number:,}} links checked in {{time.perf_counter() - began:.1f}} s")
began = time.perf_counter()
count = sum(1 for _ in every_event(seen_by({{"auditor"}})))
print(f"{{count:,}} events streamed in {{time.perf_counter() - began:.1f}} s")

client = Client()
client.force_login(User.objects.get(email="office@demo.example"))
session = client.session
session["demo_sign_in"] = True
session.save()
add = Reading.add


def page(noted):
    Reading.add = add if noted else classmethod(lambda *_, **__: None)
    began = time.perf_counter()
    assert client.get("/office/applications/").status_code == 200
    return time.perf_counter() - began


page(True), page(False)
times = {{True: [], False: []}}
for _ in range(200):
    for noted in times:
        times[noted].append(page(noted))
without, with_it = (statistics.median(times[noted]) * 1e3 for noted in (False, True))
print(
    f"the office's page of 50 children: {{without:.1f}} ms, with its reading noted {{with_it:.1f}} ms "
    f"(median of 200 each): {{with_it / without:.2f}} times"
)
"""


def main() -> None:
    """Load a small city, and time its trail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as var:
        environment = {
            **os.environ,
            "CITYCOMPACT_VAR": var,
            "CITYCOMPACT_DEMO": "1",
            "CITYCOMPACT_HOSTS": "testserver",
        }
        command = [sys.executable, "-m", "citycompact", "manage"]
        subprocess.run([*command, "migrate", "-v", "0"], env=environment, check=True)
        subprocess.run([*command, "createcachetable"], env=environment, check=True)
        timed = TIMED.format(events=arguments.events)
        subprocess.run([*command, "shell", "-v", "0", "-c", timed], env=environment, check=True)


if __name__ == "__main__":
    main()
