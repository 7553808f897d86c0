"""Whatever is wrong with a file is said in Spanish on a Spanish page,
and in English as the engine says it."""

from __future__ import annotations

import pytest
from django.utils import translation

from citycompact.compact import from_files, read_series, to_files
from citycompact.compact.between_cities import read_city_csv
from citycompact.facts import FactsError, Problem, files_of_zip
from citycompact.web.site.problem_words import say_fault, say_problem, say_sentence
from small_compacts import compact

HEAD = "indicator_id,group,on,value,source\n"


def problems_of(read):
    with pytest.raises(FactsError) as caught:
        read()
    return caught.value.problems


def series(content):
    return problems_of(lambda: read_series(content.encode("latin-1"), frozenset({"i"})))


def package(**files):
    given = {**to_files(compact()), **{name.replace("__", "."): text for name, text in files.items()}}
    return problems_of(lambda: from_files({name: text for name, text in given.items() if text is not None}))


def city(rows):
    head = "area,pledge,side,made_on,status,since,evidence_kind,source,barrier,barrier_kind,tried\n"
    return problems_of(lambda: read_city_csv((head + rows).encode(), "c", "C", "S"))


PLANTED = {
    "series": lambda: series(
        HEAD + "x,,soon,much,\ni,,0001-01-01,1e13,\ni,,2027-01-01,0.12345678901234567,s\n"
    ),
    "long": lambda: series(HEAD + f"i,{'g' * 81},2027-01-01,1,{'s' * 201}\ni,g,2027-01-01,1,a\0b\n"),
    "twice": lambda: series(HEAD + "i,,2027-01-01,1,s\ni,,2027-01-01,2,s\n,,,,\n"),
    "no rows": lambda: series(HEAD),
    "no column": lambda: series("indicator_id,on,value\ni,2027-01-01,1\n"),
    "two columns": lambda: series("indicator_id,on,value,value,group,source\n"),
    "no file": lambda: series(""),
    "latin-1": lambda: series(HEAD + "i,caf\xe9,2027-01-01,1,s\n"),
    "cells": lambda: series(HEAD + "i,a,b,c,d,e,f\n"),
    "city": lambda: city("x,P,both,soon,done,,,,B,,\nfunding,P,all,2027-01-01,,,,,,,T\n"),
    "city without rows": lambda: city(""),
    "package": lambda: package(
        posts__csv="post_id,name,party_id\nowner,O,nobody\nowner,O,d\n",
        promise__csv="a\n1\n",
        secrets__csv="a\n1\n",
        compact__toml='city_id = 1\nsigned_on = 9999-01-01\nterm_until = "soon"\n',
        tenures__csv="post_id,since\nowner,\n",
        barriers__csv="barrier_id,kind,what,severity,owner_post,opened_on\nb,law,W,4,owner,2027-01-01\n",
        milestones__csv="promise_id,number,what,due_on\none,-1,M,2027-01-01\none,x,M,2027-01-01\n",
        attempts__csv="barrier_id,on,tried,helped\nb,2027-01-01,T,maybe\n",
    ),
    "no identity": lambda: package(compact__toml=None),
    "bad identity": lambda: package(compact__toml="=="),
    "many": lambda: series(HEAD + "i,,soon,1,s\n" * 101),
    "very many": lambda: series(HEAD + "i,,soon,1,s\n" * 150),
    "no archive": lambda: problems_of(lambda: files_of_zip(b"PK no archive")),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_every_fault_of_an_upload_is_said_in_both_languages(planted):
    found = PLANTED[planted]()
    assert found
    for problem in found:
        with translation.override("en"):
            assert say_problem(problem) == str(problem)
        with translation.override("es"):
            for sentence in (problem.message, problem.mend):
                assert say_sentence(sentence) != sentence, sentence
            said = say_problem(problem)
            assert " row " not in said
            if problem.value is not None:
                assert repr(problem.value) in said


def test_a_sentence_of_elsewhere_is_shown_as_it_came():
    with translation.override("es"):
        assert say_sentence("is unlike anything.") == "is unlike anything."
        problem = Problem("a.csv", "is missing.", "Do as you like.")
        assert say_fault(problem) == "Falta. Do as you like."


def test_values_with_percent_signs_and_braces_stay_as_they_are():
    with translation.override("es"):
        assert say_sentence("has no column %(name)s {x}.") == "no tiene la columna %(name)s {x}."
