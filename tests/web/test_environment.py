"""What a variable of the environment means to the site."""

import pytest

from citycompact.web.environment import database, flag, own_folder, proxies, secret_key


@pytest.mark.parametrize(
    ("value", "means"),
    [("1", True), ("TRUE", True), ("yes", True), ("0", False), ("", False), ("on it", False)],
)
def test_a_flag_is_on_by_these_words_alone(monkeypatch, value, means):
    monkeypatch.setenv("CITYCOMPACT_SOMETHING", value)
    assert flag("CITYCOMPACT_SOMETHING") is means


def test_a_flag_that_nobody_sets_is_as_by_default(monkeypatch):
    monkeypatch.delenv("CITYCOMPACT_SOMETHING", raising=False)
    assert (flag("CITYCOMPACT_SOMETHING"), flag("CITYCOMPACT_SOMETHING", True)) == (False, True)


@pytest.mark.parametrize(
    ("value", "count"), [("", 0), ("0", 0), ("no", 0), ("1", 1), ("yes", 1), ("2", 2), ("-1", 0), ("two", 0)]
)
def test_how_many_proxies_there_are_is_a_number_or_one(monkeypatch, value, count):
    monkeypatch.setenv("CITYCOMPACT_PROXY", value)
    assert proxies() == count


def test_the_key_is_the_one_given_else_the_one_kept_and_reading_makes_none(monkeypatch, tmp_path):
    monkeypatch.setenv("CITYCOMPACT_VAR", str(tmp_path / "site"))
    monkeypatch.delenv("CITYCOMPACT_SECRET_KEY", raising=False)
    assert secret_key() == ""
    assert not own_folder().exists()
    own_folder().mkdir()
    (own_folder() / "secret_key").write_text("kept")
    assert secret_key() == "kept"
    monkeypatch.setenv("CITYCOMPACT_SECRET_KEY", "given")
    assert secret_key() == "given"


def test_an_address_is_taken_apart_with_whatever_was_escaped():
    found = database("postgresql://o%40ce:p%2Fss%3A@db.example:6543/city%20compact?sslmode=require")
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("o@ce", "p/ss:", "db.example")
    assert (found["PORT"], found["NAME"]) == ("6543", "city compact")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_is_named_by_the_option_host():
    found = database("postgres:///?host=/run/postgresql")
    assert (found["HOST"], found["NAME"], found["OPTIONS"]) == ("/run/postgresql", "postgres", {})


def test_another_database_is_refused_and_its_password_not_repeated():
    with pytest.raises(ValueError, match="must begin with postgresql://") as error:
        database("mysql://root:secret@localhost/city")
    assert "secret" not in str(error.value)
