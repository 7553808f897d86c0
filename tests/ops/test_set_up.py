"""Reading the settings does nothing; setting up makes what is missing, once."""

import pytest

from citycompact.facts import FactsError
from emptied_site import empty_the_site
from site_processes import python, server_of


def test_importing_the_settings_starts_nothing_and_writes_nothing(tmp_path):
    done = python(
        tmp_path / "var", "import citycompact.web.settings as s; print(s.VAR, s.DATABASES['default']['NAME'])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [str(tmp_path / "var"), "citycompact"]
    assert not (tmp_path / "var").exists()


SET_UP = """
from citycompact.ops.set_up import set_up
print(set_up())
from django.conf import settings
from django.db import connection
from django.utils import translation
with connection.cursor() as cursor:
    cursor.execute("select 1")
with translation.override("es"):
    print(settings.SECRET_KEY, translation.gettext("Yes"), sep="|")
"""


def test_a_process_that_is_set_up_has_a_database_a_key_that_stays_and_translations(tmp_path):
    first, second = (python(tmp_path, SET_UP) for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    embedded, said = first.stdout.splitlines()
    key, yes = said.split("|")
    assert (embedded, yes, len(key) > 60) == ("True", "Sí", True)
    assert (tmp_path / "secret_key").read_text() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert server_of(tmp_path) is None, "the server ends with the last process that asked for it"
    given = python(tmp_path, SET_UP, CITYCOMPACT_SECRET_KEY="given")
    assert given.stdout.splitlines()[1].split("|")[0] == "given"


def test_another_database_is_used_as_it_is_and_one_that_is_none_is_said(tmp_path):
    code = "from citycompact.ops.set_up import set_up; print(set_up())"
    other = python(tmp_path, code, DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert other.stdout == "False\n", other.stderr
    assert not (tmp_path / "postgres").exists()
    wrong = python(tmp_path, code, DATABASE_URL="mysql://nobody@127.0.0.1/none")
    assert "DATABASE_URL must begin with postgresql://" in wrong.stderr


def test_a_process_that_is_told_to_end_lets_go_of_the_database(tmp_path):
    code = "from citycompact.ops.set_up import set_up; set_up(); import os; os.kill(os.getpid(), 15); input()"
    ended = python(tmp_path, code)
    assert ended.returncode == 128 + 15, ended.stderr
    assert server_of(tmp_path) is None


def test_the_tests_themselves_have_a_folder_and_a_key_of_their_own():
    from django.conf import settings

    assert settings.VAR.parts[-2:] == ("var", "tests")
    assert settings.SECRET_KEY.startswith("of the tests alone")


@pytest.mark.django_db
def test_a_database_that_the_demo_made_is_served_as_nothing_else():
    from citycompact.ops.set_up import refuse_the_demo
    from citycompact.web.city.models import City

    empty_the_site()
    refuse_the_demo()
    # A package of the demo city is a city like any other.
    city = City.objects.create(city_id="port-ellery", name="Port Ellery", demo=True)
    refuse_the_demo()
    city.made_by_demo = True
    city.save()
    with pytest.raises(FactsError, match="--demo"):
        refuse_the_demo()
