"""A result that is not the published one any more is given out to nobody, and the page says so."""

from __future__ import annotations

import io
import zipfile

import pytest
from carrying import carry
from django.db import DatabaseError, IntegrityError, connection
from django.test import Client

pytestmark = pytest.mark.django_db

PAGE = "/decisions/match/main/"


def swap(decision, **forged):
    """Put other files into the published result, as who owns the database can, with its triggers off."""
    from citycompact.web.decisions.folders import KeptFolder, zipped

    kept = KeptFolder.objects.get(name=decision.attempts.get().folder)
    with zipfile.ZipFile(io.BytesIO(kept.archive(kept.name))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    content = zipped(files | {name.replace("__", "/"): said for name, said in forged.items()})
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("update decisions_keptfolder set content = %s where id = %s", [content, kept.pk])
        cursor.execute("set local session_replication_role = origin")


SAID = {
    "en": "is not what was published, so it is not given out",
    "es": "no es lo que se publicó, por eso no se entrega",
}


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_result_that_was_swapped_is_not_given_out_and_the_page_says_so(decision, language):
    carry(decision, "published")
    client = Client()
    client.cookies["django_language"] = language
    assert SAID[language] not in client.get(PAGE).content.decode()
    forged = b"everything holds, says this page"
    swap(decision, **{"report.html": forged, "audit__verify.py": b"print('VERIFIED')"})
    for path in ("report/", "verify.py", "published.zip"):
        answer = client.get(f"{PAGE}{path}")
        assert (answer.status_code, SAID[language] in answer.content.decode()) == (409, True), path
        assert "Content-Disposition" not in answer.headers
        assert forged not in answer.content
    page = client.get(PAGE)
    assert page.status_code == 200
    text = page.content.decode()
    assert SAID[language] in text
    # No hash of a swapped file, and nothing to check it by; what the publication says stays.
    assert 'id="check"' not in text
    assert f"{PAGE}published.zip" not in text
    assert decision.steps.last().content["record_sha256"] in text


def test_a_list_of_files_that_was_changed_changes_nothing_that_is_given_out(decision):
    carry(decision, "published")
    client = Client()
    before, page = client.get(f"{PAGE}published.zip").content, client.get(PAGE).content.decode()
    files = page[page.index("Its files") : page.index("</details>")]
    name = decision.attempts.get().folder
    with connection.cursor() as cursor:
        cursor.execute("set local session_replication_role = replica")
        cursor.execute("""update decisions_keptfolder set files = '["rules.json"]' where name = %s""", [name])
    assert client.get(f"{PAGE}published.zip").content == before
    assert files in client.get(PAGE).content.decode()


def test_a_result_published_before_its_folder_was_hashed_is_given_out_as_before(decision, monkeypatch):
    from citycompact.web.decisions import steps

    hashes = steps.published_hashes
    monkeypatch.setattr(
        steps,
        "published_hashes",
        lambda run: {name: said for name, said in hashes(run).items() if name != "folder_sha256"},
    )
    carry(decision, "published")
    assert "folder_sha256" not in decision.steps.last().content
    for path in ("", "report/", "verify.py", "published.zip"):
        assert Client().get(f"{PAGE}{path}").status_code == 200, path


@pytest.mark.parametrize(
    "change",
    [
        lambda folders: folders.update(content=b""),
        lambda folders: folders.update(files=[]),
        lambda folders: folders.delete(),
    ],
)
def test_no_code_changes_or_removes_a_folder_that_is_kept(decision, change):
    from citycompact.web.decisions.folders import KeptFolder

    carry(decision, "published")
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"):
        change(KeptFolder.objects.filter(name=decision.attempts.get().folder))


def test_a_folder_takes_no_other_ones_place(decision, tmp_path):
    from citycompact.web.decisions.folders import KeptFolder

    carry(decision, "published")
    (tmp_path / "report.html").write_text("forged")
    with pytest.raises(IntegrityError):
        KeptFolder.keep(decision.attempts.get().folder, tmp_path)
