"""Every page, in both languages, on a desktop and a 360-pixel phone:
axe-core finds nothing, nothing is too wide."""

from __future__ import annotations

import pytest

PAGES = {
    None: [
        "/",
        "/help/",
        "/decisions/",
        "/decisions/match/last-year/",
        "/account/login/",
        "/account/signup/",
        "/account/login/code/",
        "/account/password/reset/",
        "/nothing/",
        "/compact/",
        "/compact/?status=kept",
        "/compact/promise/expulsions/",
        "/compact/promise/space/",
        "/compact/promise/ratings/",
        "/compact/evidence/space-2/",
        "/compact/agreement/?version=2&against=1",
        "/compact/indicators/",
        "/compact/indicator/expulsions/",
        "/compact/barriers/",
        "/compact/network/",
        "/compact/partnership-schools/",
        "/compact/exchanges/",
        "/compact/survey/results/",
        "/compact/cities/?words=levy",
        "/compact/minutes/",
        "/money/",
        "/money/year/2025-26/",
        "/decisions/budgets/2025-26/",
    ],
    "family": [
        "/family/",
        "/family/add/",
        "/family/profile/",
        "/account/email/",
        "/account/password/change/",
        "/account/2fa/",
        "/account/2fa/totp/activate/",
        "/demo/outbox/",
        "/compact/survey/",
        "/compact/exchanges/",
    ],
    "school": [
        "/desk/",
        "/schools/",
        "/schools/claims/",
        "/schools/claims/?state=all",
        "/schools/present/",
        "/schools/present/?state=roster",
        "/office/rosters/",
        "/schools/roster/",
        "/tables/seats/?is-grade=K",
        "/tables/seats/import/",
        "/schools/import/claims/",
    ],
    "operator": [
        "/desk/",
        "/schools/",
        "/schools/present/",
        "/office/rosters/",
        "/money/mine/",
        "/tables/counts/",
    ],
    "office": [
        "/desk/",
        "/office/applications/addresses/",
        "/office/first-rulebook/",
        "/office/setup/zones/",
        "/office/setup/city/",
        "/office/rulebook/write/",
        "/office/",
        "/decisions/match/main/work/",
        "/decisions/match/last-year/work/",
        "/office/round/main/edit/",
        "/office/rulebook/1/",
        "/decisions/run/1/",
        "/office/applications/",
        "/office/applications/enter/",
        "/office/applications/duplicates/",
        "/office/applications/together/",
        "/office/applications/review/",
        "/office/applications/review/?reason=no_account&page=2",
        "/office/applications/review/?looked=1",
        "/office/rosters/",
        "/office/trail/",
        "/messages/",
        "/tables/",
        "/tables/schools/?q=a&sort=-operator",
        "/tables/programs/?page=2",
        "/tables/programs/new/",
        "/tables/reserves/",
        "/tables/operators/row/district/",
        "/tables/operators/row/district/history/",
        "/tables/schools/import/",
        "/decisions/budgets/2027-28/work/",
        "/money/what-if/2027-28/",
        "/tables/counts/?is-year=2027-28",
        "/tables/moves/new/",
    ],
    "approver-charter": [
        "/desk/",
        "/office/rulebook/1/",
        "/decisions/match/last-year/work/",
        "/compact/amendments/",
    ],
    "steward": [
        "/compact/desk/",
        "/compact/desk/meetings/",
        "/compact/desk/meetings/1/",
        "/compact/desk/people/",
        "/compact/desk/interviews/",
        "/compact/desk/interviews/1/",
        "/tables/promises/",
        "/tables/promises/row/space/",
        "/tables/partnerships/new/",
        "/compact/promise/space/status/",
        "/compact/promise/space/terms/",
        "/compact/promise/space/terms/promises/space/",
        "/compact/promise/space/terms/targets/new/",
        "/compact/amendments/",
        "/tables/milestones/",
        "/tables/promises/row/space/history/",
        "/tables/targets/",
        "/tables/tenures/",
        "/compact/agreement/new-version/",
        "/compact/indicators/",
        "/office/trail/",
    ],
    "auditor": ["/desk/", "/office/trail/"],
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("who", PAGES)
def test_the_page(visitor, who, width, language):
    someone = visitor(who, width, language)
    if who is None and language == "es":
        someone.go("/")
        someone.page.click("button[name=language][value=es]")
    for path in PAGES[who]:
        someone.go(path)
        if path == "/nothing/":
            someone.faults.clear()  # the browser itself reports a 404
        someone.check(after="load")
    if who == "family":
        someone.go("/family/")
        links = {a.get_attribute("href") for a in someone.page.locator("main a").all()}
        for link in sorted(
            x for x in links if x and ("results" in x or "share" in x or "receipt" in x or "withdraw" in x)
        ):
            if link.endswith(".json"):
                # A receipt is taken home, and not looked at.
                with someone.page.expect_download() as taken:
                    someone.page.click(f"a[href='{link}']")
                assert taken.value.suggested_filename.endswith(".json")
                continue
            someone.go(link)
            someone.check()
            someone.go("/family/")
