"""All is counted, and said."""

import numpy as np

from citycompact.enrollment.recomputed.violations import MOST_IN_WORDS, Violations


def test_every_violation_of_a_promise_is_said_and_a_few_of_what_nobody_promised():
    found = Violations().add(f"word {n}" for n in range(5)).add_each(np.arange(100), lambda n: f"number {n}")
    assert found.count == 105
    promised, other = found.finding("feasible"), found.finding("feasible", promised=False)
    assert promised.examples[4:6] == ("word 4", "number 0")
    assert (len(promised.examples), len(other.examples)) == (105, 20)
    both = Violations().add(["first"]).add_all(found)
    assert (both.count, both.examples[:2], len(both.examples)) == (106, ["first", "word 0"], 106)


def test_more_than_anybody_reads_is_counted():
    found = Violations().add(str(n) for n in range(MOST_IN_WORDS + 5)).add_each(np.arange(3), str)
    assert (found.count, len(found.examples)) == (MOST_IN_WORDS + 8, MOST_IN_WORDS)


def test_a_finding_says_name_promise_count_and_examples():
    finding = Violations().add(["a at p"]).finding("feasible", promised=False)
    assert (finding.name, finding.promised, finding.violations) == ("feasible", False, 1)
    assert finding.examples == ("a at p",)
    assert Violations().finding("feasible").holds
