"""The certificate alone: seconds of the check, and its ratio to the match in the same run.

    python benchmarks/certificate.py [--applicants 100000] [--schools 500] [--mechanisms NAME ...]

The city is a demo city with its usual rules, of which only the mechanism changes. Serial dictatorship knows
no priorities, and so none of placed siblings.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from citycompact.city import CityPackage
from citycompact.city.demo import build_demo_city
from citycompact.doors import Draw
from citycompact.enrollment import MECHANISMS, EnrollmentRules, check, decide
from citycompact.rooms import section_names
from citycompact.rulebook import read_rulebook
from citycompact.rulebook.demo import write_demo_rulebook

DRAW = Draw("07 12 33 41 05 49")


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that it took, and what came out."""
    began = time.perf_counter()
    found = work()
    return time.perf_counter() - began, found


def usual_rules(city: CityPackage) -> dict[str, Any]:
    """The enrollment section of the demo's rulebook."""
    with tempfile.TemporaryDirectory() as scratch:
        write_demo_rulebook(city, Path(scratch))
        book = read_rulebook(Path(scratch) / "rulebook.toml", section_names())
    return dict(book.content["enrollment"])


def with_mechanism(content: dict[str, Any], name: str) -> EnrollmentRules:
    """The same rules under another mechanism."""
    changed = {**content, "mechanism": {**content.get("mechanism", {}), "name": name}}
    if name == "serial_dictatorship":
        changed["priorities"] = {}
        changed["groups"] = {
            group: said for group, said in content["groups"].items() if said["kind"] != "sibling_offered"
        }
    return EnrollmentRules.model_validate(changed)


def main() -> None:
    """Match and check, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--applicants", type=int, default=100_000)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--mechanisms", nargs="+", default=["deferred_acceptance"], choices=sorted(MECHANISMS)
    )
    arguments = parser.parse_args()
    city = build_demo_city(schools=arguments.schools, applicants=arguments.applicants, seed=3)
    content = usual_rules(city)
    for name in arguments.mechanisms:
        rules = with_mechanism(content, name)
        matched, checked = [], []
        for _ in range(arguments.runs):
            # A copy, so that no run looks at what another one has prepared.
            facts = replace(city)
            seconds, result = timed(lambda facts=facts, rules=rules: decide(facts, rules, DRAW))
            matched.append(seconds)
            facts = replace(city)
            seconds, certificate = timed(
                lambda facts=facts, rules=rules, result=result: check(facts, rules, result)
            )
            checked.append(seconds)
            if not certificate.holds:
                raise SystemExit(f"{name}: the certificate does not hold")
        match, proof = median(matched), median(checked)
        print(f"{name}: match {match:.2f} s, check {proof:.2f} s, ratio {proof / match:.2f}", flush=True)


if __name__ == "__main__":
    main()
