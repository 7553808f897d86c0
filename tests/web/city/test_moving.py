"""The city itself in a package: whose site it is, and whose key."""

from __future__ import annotations

import pytest

from moved_city import load

pytestmark = pytest.mark.django_db


def test_another_citys_package_is_refused(package):
    from citycompact.web.city.models import City

    load(package)
    text = (package / "city.toml").read_text().replace('id = "port-ellery"', 'id = "elsewhere"')
    (package / "city.toml").write_text(text)
    found = load(package)
    assert [p.value for p in found.refused] == ["elsewhere"]
    assert City.objects.get().city_id == "port-ellery"


def test_a_page_cannot_put_another_key_in_a_signers_place(package):
    from citycompact.city import Signer
    from citycompact.rulebook.demo import demo_key
    from citycompact.rulebook.keys import public_key_of
    from citycompact.web.city.models import City
    from citycompact.web.moving.package import read_package
    from citycompact.web.moving.whole import load_package
    from citycompact.web.package_parts import Load

    load(package)
    there = City.objects.get().signers_listed
    other = public_key_of(demo_key("an office clerk"))
    text = (package / "city.toml").read_text().replace(there[0].public_key, other)
    (package / "city.toml").write_text(text)
    found = load_package(Load(read_package(package)), apply=True)
    assert [p.column for p in found.refused] == ["signers"]
    assert City.objects.get().signers_listed == there
    assert not load(package).refused
    assert City.objects.get().signers_listed[0] == Signer(there[0].sector, there[0].name, other)


def test_a_real_city_does_not_become_one_whose_clock_can_be_set(package):
    from citycompact.web.city.models import City

    path = package / "city.toml"
    demo = path.read_text()
    assert "demo = true" in demo
    path.write_text(demo.replace("demo = true\n", ""))
    assert not load(package).refused
    path.write_text(demo)
    assert [problem.column for problem in load(package).refused] == ["demo"]
    assert not City.objects.get().demo


def test_a_file_without_signers_and_zones_says_nothing_of_them(package):
    from citycompact.web.city.models import City

    load(package)
    before = City.objects.get()
    text = (package / "city.toml").read_text()
    (package / "city.toml").write_text(text[: text.index("[[signers]]")])
    (package / "zones.geojson").unlink()
    found = load(package)
    after = City.objects.get()
    assert not found.refused
    assert (after.signers, after.zones) == (before.signers, before.zones)
