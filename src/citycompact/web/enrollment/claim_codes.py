"""Claim codes: a family enters the one that it was sent, and acts for its children from then on."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from citycompact.facts import Problem, sha256_hex
from citycompact.web.enrollment.models import Child, ClaimCode, Guardian
from citycompact.web.enrollment.models.children import LETTERS
from citycompact.web.site.models import User

LENGTH = 12


def new_code() -> str:
    """A code of three groups of four letters that nobody confuses: one of 23^12."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[n : n + 4] for n in range(0, LENGTH, 4))


def hash_of(code: str) -> str:
    """What is kept of a code, however it was typed."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return sha256_hex(f"citycompact claim code|{plain}".encode())


def code_problems(rows: Iterable[tuple[int, str, str]], families: Mapping[str, str]) -> list[Problem]:
    """What is wrong with codes that a file gives: rows as number, applicant and code; applicant to family."""
    found: list[Problem] = []
    of_family, of_code = dict[str, str](), dict[str, str]()
    for row, name, code in rows:
        family, plain = families[name], hash_of(code)
        said = ""
        if sum(c.isalnum() for c in code) < LENGTH:
            said, mend = "can be guessed.", f"Give a code of at least {LENGTH} random letters and figures."
        elif of_family.setdefault(family, plain) != plain:
            said, mend = "is another one than that of the same family above.", "Give a family one code."
        elif of_code.setdefault(plain, family) != family:
            said, mend = "is that of another family above.", "Give each family a code of its own."
        if said:
            found.append(Problem("names.csv", said, mend, row, "claim_code", code))
    return found


def make_codes(given: dict[str, str], families: Iterable[str]) -> dict[str, str]:
    """Keep the codes that a file gives, and make one for each further family that has none and for whose
    children nobody acts; gives those that were made."""
    kept = [ClaimCode(family_id=family, sha256=hash_of(code)) for family, code in given.items()]
    ClaimCode.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["family_id"], update_fields=["sha256"], batch_size=5000
    )
    wanted = set(families)
    wanted -= set(ClaimCode.objects.values_list("family_id", flat=True))
    wanted -= set(Guardian.objects.exclude(user=None).values_list("child__family_id", flat=True))
    made = {family: new_code() for family in sorted(wanted)}
    ClaimCode.objects.bulk_create(
        (ClaimCode(family_id=family, sha256=hash_of(code)) for family, code in made.items()), batch_size=5000
    )
    return made


@transaction.atomic
def claim_family(code: str, user: User) -> list[Child]:
    """Let an account act for the children of the family whose code it is; none where there is no such code,
    or another account acts for them already."""
    found = ClaimCode.objects.select_for_update().filter(sha256=hash_of(code)).first()
    if found is None or found.used_by_id not in (None, user.pk):
        return []
    acting = Guardian.objects.filter(child__family_id=found.family_id, kind=Guardian.Kind.OWNER)
    if acting.exclude(user=None).exclude(user=user).exists():
        return []
    children = list(Child.objects.filter(family_id=found.family_id, merged_into=None).order_by("pk"))
    for child in children:
        Guardian.objects.get_or_create(child=child, user=user, defaults={"kind": Guardian.Kind.OWNER})
    found.used_at, found.used_by = found.used_at or timezone.now(), user
    found.save()
    return children
