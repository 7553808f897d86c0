"""A further round of the demo city: next year's, or one that is open beside this year's."""

from __future__ import annotations

import datetime


def further_rulebook(round_id: str = "next", later: datetime.timedelta | None = None) -> str:
    """The demo's rulebook with one round of another name, and its days so much later: by default a year."""
    from citycompact.rulebook.demo import demo_rulebook

    later = datetime.timedelta(days=364) if later is None else later
    text = demo_rulebook().replace('id = "main"', f'id = "{round_id}"')
    for day in ("2026-11-16", "2027-02-12", "2027-03-19", "2027-03-12"):
        text = text.replace(day, str(datetime.date.fromisoformat(day) + later))
    draw = datetime.date(2027, 3, 12) + later
    text = text.replace("12 March 2027", f"{draw.day} {draw:%B %Y}")
    return text.replace('version = "2027-28"', f'version = "{round_id}"')


def further_round(round_id: str = "next", name: str = "School year 2028-29", later=None, *, opened=True):
    """Set it up by signed rules, and open it by both sectors' word."""
    from citycompact.city.demo import build_demo_city
    from citycompact.rulebook.demo import with_demo_signers
    from citycompact.web.decisions.steps import begin
    from citycompact.web.demo.loading import PEOPLE, _load_rulebook, _open
    from citycompact.web.enrollment.match import ROUND
    from citycompact.web.enrollment.models import Round
    from citycompact.web.enrollment.taking import set_times
    from citycompact.web.site.models import User

    city = with_demo_signers(build_demo_city(14, 20))
    rulebook = _load_rulebook(city, further_rulebook(round_id, later))
    if opened:
        people = {person.key: User.objects.get(email=person.email) for person in PEOPLE}
        return _open(round_id, name, rulebook, people)
    made = Round(round_id=round_id, name=name, rulebook=rulebook)
    set_times(made)
    made.decision = begin(ROUND.name, round_id, name)
    made.save()
    return made
