"""A year's budgets from open counts to publication and a recount, by the people who take each step."""

import pytest

pytestmark = pytest.mark.django_db

WORK = "/decisions/budgets/2027-28/work/"


@pytest.fixture
def decision(db):
    from citycompact.web.decisions.models import JointDecision

    return JointDecision.objects.get(kind="budgets", name="2027-28")


def stand(decision):
    from citycompact.web.decisions.models import JointDecision

    return JointDecision.objects.get(pk=decision.pk).status.state


def run(decision):
    from citycompact.web.decisions.running import run_attempt

    run_attempt(decision.attempts.latest("pk").pk)


def approve(decision, signed_in, to_state):
    proposal = decision.proposals.filter(to_state=to_state).latest("pk")
    for who in ("approver-district", "approver-charter"):
        signed_in(who).post(f"/decisions/proposal/{proposal.pk}/", {"word": "approve"})


def published(decision, signed_in):
    from citycompact.web.funding.budgets import BUDGETS

    office = signed_in("office")
    office.post("/decisions/budgets/2027-28/freeze/", {"why": "Answered by phone; see the minutes."})
    assert stand(decision) == "frozen" or stand(decision) == "drawn"
    run(decision)
    approve(decision, signed_in, "approved")
    office.post("/decisions/budgets/2027-28/publish/")
    assert stand(decision) == "published"
    BUDGETS.tell(type(decision).objects.get(pk=decision.pk))


def test_an_objection_without_an_answer_is_named_and_passed_over_in_the_open(decision, signed_in):
    office = signed_in("office")
    page = office.get(WORK).content.decode()
    assert "Objections to counts that nobody has answered: 1" in page
    assert "Schools counted: 14. Objections: 1." in page
    published(decision, signed_in)
    assert "nobody has answered: 1" in office.get("/decisions/budgets/2027-28/").content.decode()


def test_whom_a_recount_concerns_is_told_before_and_after_and_nobody_else(decision, signed_in):
    from citycompact.web.funding.budgets import BUDGETS
    from citycompact.web.funding.models import Count
    from citycompact.web.outbox.models import Message
    from citycompact.web.site.models import StaffRole

    published(decision, signed_in)
    first = Message.objects.filter(key__startswith="budgets:2027-28:1:")
    assert {message.user.email for message in first} == {"secretary@demo.example", "operator@demo.example"}
    office = signed_in("office")
    office.post("/decisions/budgets/2027-28/propose/", {"to": "open", "reason": "A class was counted twice."})
    approve(decision, signed_in, "open")
    assert stand(decision) == "open"
    mine = StaffRole.objects.get(role="school").school
    wrong = (
        Count.objects.filter(year="2027-28", category="english_learner")
        .exclude(school__operator=mine.operator)
        .first()
    )
    wrong.pupils += 2
    wrong.save()
    office.post("/decisions/budgets/2027-28/freeze/", {"why": "x"})
    run(decision)
    page = office.get("/decisions/budgets/2027-28/correct/").content.decode()
    assert wrong.school.name in page
    assert mine.name not in page
    approve(decision, signed_in, "approved")
    office.post("/decisions/budgets/2027-28/publish/")
    assert stand(decision) == "published"
    BUDGETS.tell(type(decision).objects.get(pk=decision.pk))
    assert not Message.objects.filter(key__startswith="budgets:2027-28:2:").exists()


def test_nobody_counted_stops_the_freeze(signed_in):
    office = signed_in("office")
    office.post("/decisions/begin/budgets/", {"title": "Next", "name": "2028-29"})
    page = office.get("/decisions/budgets/2028-29/work/").content.decode()
    assert "Nobody is counted for the year 2028-29 yet." in page
    office.post("/decisions/budgets/2028-29/freeze/", {"why": "x"})
    assert "Nobody is counted" in office.get("/decisions/budgets/2028-29/work/").content.decode()


def test_a_count_without_a_weight_stops_the_freeze_and_is_named(decision, signed_in):
    from citycompact.web.funding.models import Count

    row = Count.objects.filter(year="2027-28").first()
    Count.objects.create(year="2027-28", school=row.school, category="gifted", pupils=4)
    said = (
        signed_in("office")
        .post("/decisions/budgets/2027-28/freeze/", {"why": "x"}, follow=True)
        .content.decode()
    )
    assert "gifted" in said
    assert stand(decision) == "open"


def test_who_works_on_a_year_reads_how_evenly_exact_amounts_are_spread(signed_in):
    page = signed_in("office").get("/decisions/budgets/2026-27/work/").content.decode()
    table = page.partition("How evenly it is spread, exactly")[2].partition("</table>")[0]
    headings = [part.partition("<")[0] for part in table.split('<th scope="col">')[1:]]
    assert headings == ["Measure", "A pupil, before", "A pupil, now", "By need, before", "By need, now"]
    row = table.partition('<th scope="row">Gini</th>')[2].partition("</tr>")[0]
    assert row.count("0.") == 4
