"""Translations are compiled when their text is newer, and only then."""

import gettext
import os

from citycompact.ops.catalogs import compile_catalogs

TEXT = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Yes"\nmsgstr "{word}"\n'


def test_a_text_is_compiled_when_it_is_newer(tmp_path):
    folder = tmp_path / "es" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, target = folder / "django.po", folder / "django.mo"
    for word in ("Sí", "Claro"):
        source.write_text(TEXT.format(word=word), encoding="utf-8")
        compile_catalogs(tmp_path)
        with target.open("rb") as file:
            assert gettext.GNUTranslations(file).gettext("Yes") == word
        os.utime(target, (0, 0))
    compile_catalogs(tmp_path)
    made = target.stat().st_mtime_ns
    os.utime(source, (1, 1))
    compile_catalogs(tmp_path)
    assert target.stat().st_mtime_ns == made
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
