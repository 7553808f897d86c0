"""Whatever is wrong with a file is said in Spanish on a Spanish page,
and in English as the engine says it."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from django.utils import translation

from citycompact.compact import from_files, read_series, to_files
from citycompact.compact.between_cities import read_city_csv
from citycompact.facts import FactsError, Problem, files_of_zip
from citycompact.importers.rosters import read_roster, roster_of_export
from citycompact.record.correction import approval_faults, correction_of
from citycompact.record.drawing import misplaced
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


TODAY = datetime.date(2026, 11, 24)


def pupils(content, name="lista.csv"):
    return problems_of(lambda: read_roster(name, content.encode("latin-1"), TODAY))


EXPORT = {
    "manifest.csv": "propertyName,value\nfile.users,bulk\n",
    "orgs.csv": "sourcedId,name,type,parentSourcedId\nS,S,school,\n",
    "academicSessions.csv": "sourcedId,type,startDate,endDate,schoolYear\n"
    "Y,term,2026-08-31,2027-06-15,2027\n",
    "classes.csv": "sourcedId,grades,schoolSourcedId,termSourcedIds\nC,KG,S,Y\n",
    "users.csv": "sourcedId,grades,givenName,familyName\nU,KG,Ana,Lopez\n",
    "enrollments.csv": "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role,primary\n"
    "E,C,S,U,student,true\n",
}


def export(**files):
    given = {**EXPORT, **{f"{name}.csv": text for name, text in files.items()}}
    content = {name: text.encode("latin-1") for name, text in given.items() if text is not None}
    return problems_of(lambda: roster_of_export(content, TODAY))


def correction(**said):
    before = {"city": "c", "round": "r", "clock": "the city's", "at": "2027-02-20T10:00"}
    earlier, now = SimpleNamespace(commitment=before), SimpleNamespace(commitment={**before, **said})
    return problems_of(lambda: correction_of(earlier, now, "7 12"))


def approvals(commitment, *given):
    agreed = SimpleNamespace(sectors=("district",), signers=())
    return approval_faults(commitment, agreed, [(f"{n}.json", item) for n, item in enumerate(given)])


def approval(**said):
    usual = {"digest": "d", "sector": "district", "public_key": "k", "signature": "s"}
    return SimpleNamespace(**usual | said)


CORRECTION = {"corrects": "x", "changed": 1, "seed": "7", "at": "2027-03-01T10:00"}


def bound(commitment):
    at = datetime.datetime(2027, 2, 21, 8)
    mend = "Have a new draw signed, of an event that lies ahead, and commit before it."
    found = misplaced(commitment, SimpleNamespace(at=at)) or ["it was not published before the draw"]
    return [Problem("the commitment that is corrected", f"binds nothing: {why}.", mend) for why in found]


HEADER = "Given name,Family name,Birth date,School,Grade,Student id\n"

PLANTED = {
    "a list of pupils": lambda: pupils(
        HEADER + "Ana,,2030-01-01,,13,1\nAna,Lopez,,S,K,1\nAna,Lopez,2020-01-01,S,K,2,3\n"
    ),
    "a list with names in one column": lambda: pupils("Name,Birth date,School\nAna Lopez,2020-01-01,S\n"),
    "a list without columns": lambda: pupils("a,b\n1,2\n"),
    "a list with a column twice": lambda: pupils("First name,Given name,Last name,DOB,School\n1,2,3,4,5\n"),
    "a list of nobody": lambda: pupils(HEADER),
    "a list without header": lambda: pupils(",,\n1,2,3\n"),
    "no list": lambda: pupils("caf\xe9"),
    "nothing": lambda: pupils(""),
    "an export with too little": lambda: export(orgs=None, classes="a\n1\n", academicSessions=""),
    "an export with semicolons": lambda: export(users="a;b\n1;2\n", orgs="a\tb\n1\t2\n"),
    "an export of changes": lambda: export(manifest="propertyName,value\nfile.users,delta\n"),
    "an export without schools": lambda: export(
        orgs="sourcedId,name,type,parentSourcedId\nS,S,district,\n",
    ),
    "an export with rows twice": lambda: export(
        users="sourcedId,grades,givenName,familyName\nU,KG,A,B\nU,KG,A,B\n,KG,A,B\n"
    ),
    "an export that points nowhere": lambda: export(
        users="sourcedId,grades,givenName,familyName\nV,KG,A,B\n"
    ),
    "an export without years": lambda: export(
        academicSessions="sourcedId,type,startDate,endDate,schoolYear\nY,term,soon,,\n"
    ),
    "an export with a bad birthday": lambda: export(demographics="sourcedId,birthDate\nU,2030-01-01\n"),
    "an export in latin-1": lambda: export(users="sourcedId,grades,givenName,familyName\nU,KG,Jos\xe9,B\n"),
    "a correction of another": lambda: correction(city="d", round="s", clock="moved", at="2027-01-01T10:00"),
    "approvals of no correction": lambda: approvals({"at": ""}, approval()),
    "approvals": lambda: approvals(CORRECTION, approval(sector="charter"), approval(), approval()),
    "a commitment too late": lambda: bound({"at": "2027-02-22T08:00"}),
    "a correction too early": lambda: bound({**CORRECTION, "at": "2027-02-20T08:00"}),
    "a commitment never published": lambda: bound({"at": "2027-02-20T08:00"}),
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


NOTES = {
    "users": "sourcedId,grades,givenName,familyName\nU,KG,Ana,Lopez\nV,KG,Bo,\n",
    "enrollments": EXPORT["enrollments.csv"] + "F,C,S,V,student,true\nG,C,S,T,teacher,true\n",
}


def test_what_a_roster_notes_is_said_in_spanish():
    files = {**EXPORT, **{f"{name}.csv": text for name, text in NOTES.items()}}
    notes = [*roster_of_export({name: text.encode() for name, text in files.items()}, TODAY).notes]
    sheet = "Given name,Family name,DOB,School\nAna,Lopez,03/12/2019,S\n"
    notes += read_roster("a.csv", sheet.encode(), TODAY).notes
    assert len(notes) == 4, notes
    with translation.override("es"):
        assert [note for note in notes if say_sentence(note) == note] == []
