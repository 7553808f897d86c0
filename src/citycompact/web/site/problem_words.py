"""What is wrong with a file, in the language of the page.

The table engine says every problem in English. Here stands every sentence that a file sent to the site
can meet; what is said in none of them is shown in English, as it came.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from citycompact.facts import Problem

_SENTENCES = (
    gettext_noop("is empty."),
    gettext_noop("is missing."),
    gettext_noop("is negative."),
    gettext_noop("is out of range."),
    gettext_noop("is empty (0 bytes)."),
    gettext_noop("is not a whole number."),
    gettext_noop("is not a number."),
    gettext_noop("is not true or false."),
    gettext_noop("is not a text between quotes."),
    gettext_noop("is not a date such as 2027-03-31."),
    gettext_noop("is not a day, such as 2027-03-31."),
    gettext_noop("is not a time of day such as 08:20."),
    gettext_noop("is not UTF-8 text (byte %(number)s)."),
    gettext_noop("is not UTF-8 text at byte %(number)s of this line."),
    gettext_noop("is not TOML: %(why)s."),
    gettext_noop("is not a table of a compact."),
    gettext_noop("is not read; the table is called %(name)s."),
    gettext_noop("stands beside %(name)s, and only one of them can be the table."),
    gettext_noop("has no column %(name)s."),
    gettext_noop("has two columns %(name)s."),
    gettext_noop("has more than %(number)s significant digits."),
    gettext_noop("has one more row with the same problem."),
    gettext_noop("has %(number)s more rows with the same problem."),
    gettext_noop("has %(number)s characters."),
    gettext_noop("has %(number)s cells where the header has %(wanted)s."),
    gettext_noop("holds the character NUL, which no text has."),
    gettext_noop("holds no rows."),
    gettext_noop("does not read back as it was written."),
    gettext_noop("does not say of which day it is."),
    gettext_noop("cannot be read as CSV: %(why)s."),
    gettext_noop("cannot be read as Parquet: %(why)s."),
    gettext_noop("cannot be read as a ZIP file: %(why)s."),
    gettext_noop("is larger than %(size)s MB or %(cells)s cells, once unpacked."),
    gettext_noop("Save its first sheet as CSV UTF-8."),
    gettext_noop("has more than %(number)s files."),
    gettext_noop("is larger than %(size)s."),
    gettext_noop("repeats row %(number)s."),
    gettext_noop("names %(what)s that %(table)s.csv does not have."),
    gettext_noop("is no imported indicator of this compact."),
    gettext_noop("contradicts an earlier row of the same day."),
    gettext_noop("is empty, but the row has a status."),
    gettext_noop("and barrier go together."),
    gettext_noop("needs a barrier."),
    gettext_noop("needs a short name, a city and a state."),
    gettext_noop("cannot be kept:"),
    gettext_noop("Give it a value."),
    gettext_noop("Add it."),
    gettext_noop("Remove it."),
    gettext_noop("Correct it."),
    gettext_noop("Fill them in."),
    gettext_noop("Write it plainly."),
    gettext_noop("Write true or false."),
    gettext_noop("Write a whole number, such as 24."),
    gettext_noop("Write a number, such as 87.5."),
    gettext_noop("Write a day, such as 2027-03-31."),
    gettext_noop("Write a time of day, such as 08:20."),
    gettext_noop("Write a day from %(first)s to %(last)s."),
    gettext_noop("Write a number of at least %(low)s and at most %(high)s."),
    gettext_noop("Write a number of at least %(low)s."),
    gettext_noop("Write it with at most %(number)s digits."),
    gettext_noop("Write one of %(values)s, or leave it empty."),
    gettext_noop("Write one of %(values)s."),
    gettext_noop("Write the file again."),
    gettext_noop("Shorten it to at most %(number)s characters."),
    gettext_noop("Mend the column, or list all of them with --all."),
    gettext_noop("Mend the cause, or list all of them with --all."),
    gettext_noop("Name it %(name)s, or move it out of the folder."),
    gettext_noop("Remove one of the two."),
    gettext_noop("Remove one of the two, or give them different ids."),
    gettext_noop("Remove one, or rename it."),
    gettext_noop("Remove it; tables are %(tables)s."),
    gettext_noop("Add it with the columns %(columns)s."),
    gettext_noop("Add it; the columns found are %(columns)s."),
    gettext_noop("Add it with %(columns)s."),
    gettext_noop("Add some below the header."),
    gettext_noop("Add a line for each pledge."),
    gettext_noop("Add the indicator first, or correct the name."),
    gettext_noop("Give it at least a header row: %(columns)s"),
    gettext_noop("Save it again as comma-separated UTF-8 text with one header row."),
    gettext_noop("Save it again as UTF-8."),
    gettext_noop("Save the file as UTF-8 (in Excel: CSV UTF-8)."),
    gettext_noop("Put text that contains a comma between double quotes."),
    gettext_noop("Check its quotation marks."),
    gettext_noop("Correct the id, or add it to %(table)s.csv (%(key)s)."),
    gettext_noop(
        "Correct the id, or add it to %(table)s.csv (%(key)s). Of a closed program: take its rows out and "
        "number each applicant's other choices 1, 2, 3, ... again; or keep it in programs.csv with 0 seats."
    ),
    gettext_noop("is one text, and no list."),
    gettext_noop("Write it in brackets: languages = [%(languages)s]."),
    gettext_noop("is less than the first number, %(number)s."),
    gettext_noop("Write the end with the lower house number first, with its place."),
    gettext_noop("has %(count)s more cells that are not true or false."),
    gettext_noop("Write true."),
    gettext_noop("Write false."),
    gettext_noop("Send it again."),
    gettext_noop("Send a package alone."),
    gettext_noop("Say where the value comes from."),
    gettext_noop("Say what shows it."),
    gettext_noop("Say against what it was tried."),
    gettext_noop("Keep one of them."),
    gettext_noop("Give both or neither."),
    gettext_noop("Give the day since when."),
    gettext_noop("the draw"),
    gettext_noop("is not %(count)s numbers of %(digits)s digits each, with one space between."),
    gettext_noop("is not the pulse's value in %(digits)s lowercase hexadecimal digits."),
    gettext_noop("has %(number)s, and numbers from %(low)s to %(high)s are drawn."),
    gettext_noop("has a number twice."),
    gettext_noop("is not in ascending order."),
    gettext_noop("Write it as the rules say, such as “%(example)s”."),
    gettext_noop("is at %(time)s on the city's clock, and it is %(now)s."),
    gettext_noop("Wait for it: %(event)s."),
    gettext_noop("was drawn at %(time)s, and it is %(now)s: a commitment now would bind nothing."),
    gettext_noop("Have a new draw signed, of an event that lies ahead, and commit before it."),
    gettext_noop("Name one of %(rounds)s."),
    gettext_noop("is not a time such as 2027-02-21T08:00."),
    gettext_noop("is not an approval: %(why)s."),
    gettext_noop("Make it with: citycompact approve"),
    gettext_noop("The signature is under another digest, made for something else or an earlier state."),
    gettext_noop("The signature is for the %(sector)s sector."),
    gettext_noop("The signature was made with a key that the city does not list for this sector."),
    gettext_noop("The signature does not fit its key."),
    gettext_noop("is separated by semicolons."),
    gettext_noop("is separated by tabs."),
    gettext_noop("says that %(name)s.csv holds only what changed."),
    gettext_noop("stands in an earlier row too."),
    gettext_noop("holds no school."),
    gettext_noop("is not in %(name)s.csv."),
    gettext_noop("cannot be read as CSV."),
    gettext_noop("has no session."),
    gettext_noop("lacks a date or its school year."),
    gettext_noop("Export it as a bulk file (OneRoster 1.2 CSV)."),
    gettext_noop("The columns found are %(columns)s."),
    gettext_noop("Export the schools too, with type school."),
    gettext_noop("Make a bulk export, which holds everything."),
    gettext_noop("Save it as comma-separated text; a spreadsheet that saved it again may have changed that."),
    gettext_noop("Export it again as UTF-8 CSV."),
    gettext_noop("Give the row its sourcedId."),
    gettext_noop("Remove one of the two rows."),
    gettext_noop("Remove one of the two columns."),
    gettext_noop("Export both files again at the same moment, or add the row to %(name)s.csv."),
    gettext_noop("Write startDate and endDate as 2026-08-31, and schoolYear as the year it ends in."),
    gettext_noop(
        "%(number)s students have no birth date (demographics.csv) and are matched by nothing else."
    ),
    gettext_noop(
        "%(number)s students have no given or no family name and match nobody (users.csv, rows %(rows)s)."
    ),
    gettext_noop("%(number)s students are enrolled at several schools; the primary one is taken."),
    gettext_noop("%(number)s enrollments of staff point to nobody in users.csv; none is read."),
    gettext_noop(
        "%(number)s rows of %(table)s.csv are left out: %(target)s.csv marks what they point to for deletion."
    ),
    gettext_noop("is no day of the standard's form."),
    gettext_noop("Write the day as 2026-08-10; a time may follow."),
    gettext_noop(
        "%(number)s rows of enrollments.csv are of students who are switched off (enabledUser) and are left"
        " out."
    ),
    gettext_noop(
        "%(number)s rows of enrollments.csv are in no class of the school year %(year)s and are left out."
    ),
    gettext_noop(
        "%(number)s rows of enrollments.csv had not begun or had ended on %(day)s and are left out."
    ),
    gettext_noop("has more than %(number)s rows."),
    gettext_noop("has no header row."),
    gettext_noop("holds no student."),
    gettext_noop("is neither CSV (UTF-8) nor Excel."),
    gettext_noop("is no day on which a student can be born."),
    gettext_noop("is no grade from PK3 to 12."),
    gettext_noop("lacks the given or the family name."),
    gettext_noop("means the same as %(name)s."),
    gettext_noop("Add a row for each student."),
    gettext_noop("Give the student both names."),
    gettext_noop("Give the student's day of birth."),
    gettext_noop("Mend the row."),
    gettext_noop("Name the columns: Given name, Family name, Birth date, School, Grade, Student id."),
    gettext_noop("Name the student's school."),
    gettext_noop("Save it as .xlsx or as CSV UTF-8."),
    gettext_noop("Send the file again."),
    gettext_noop("Split it."),
    gettext_noop("Write Lopez, Ana."),
    gettext_noop("Write PK3, PK4, K, or a number from 1 to 12."),
    gettext_noop("Write the day of birth as 2019-05-31."),
    gettext_noop("Birth dates are read as month first: 03/12/2019 could be either."),
    gettext_noop("Birth dates are read as day first: 03/12/2019 could be either."),
    gettext_noop("is counted and has no weight."),
    gettext_noop("has more than two decimals."),
    gettext_noop("is a need of more pupils than %(school)s has: %(number)s."),
    gettext_noop("is given, and no rule says how levies are passed on."),
    gettext_noop("is no multiple of the %(unit)s."),
    gettext_noop("is given, and no rule says what money moves with a child."),
    gettext_noop("has no weight."),
    gettext_noop("lies outside the year of the rules."),
    gettext_noop("is where the child was already."),
    gettext_noop("is no multiple of the %(unit)s to which amounts are rounded: %(gap)s above."),
    gettext_noop("lies %(gap)s below the sum of all floors, so not every school can have its own."),
    gettext_noop("lies %(gap)s above the sum of all caps, so not all of it can be given."),
    gettext_noop("and the other tables hold several years: %(years)s."),
    gettext_noop("Give it one in [[funding.weights]], or correct it; there are %(known)s."),
    gettext_noop("Round it to hundredths of a pupil."),
    gettext_noop("Correct the count, or that of the grades."),
    gettext_noop("Write how many pupils the amount was for; floor or cap is measured for each."),
    gettext_noop("Write it in whole %(unit)s, to which amounts are rounded."),
    gettext_noop("Correct it; there are %(known)s."),
    gettext_noop("Name two schools; leave one empty for who comes from elsewhere, or goes there."),
    gettext_noop("Raise the envelope, or let schools lose more."),
    gettext_noop("Lower the envelope, or let schools gain more."),
    gettext_noop("Write %(amount)s, or round to cents."),
    gettext_noop("Give the rows of one year."),
    gettext_noop("the correction"),
    gettext_noop("the commitment that is corrected"),
    gettext_noop("is of a city, and what it corrects was of another one."),
    gettext_noop("is of a round, and what it corrects was of another one."),
    gettext_noop("is of a clock, and what it corrects was of another one."),
    gettext_noop("is of %(at)s, and what it corrects was published at %(time)s."),
    gettext_noop("Correct the commitment of the same city and round."),
    gettext_noop("Take the commitment that was published last."),
    gettext_noop(
        "is another one by these rules than the one that was drawn, and a correction keeps its draw."
    ),
    gettext_noop("is at %(time)s, and it is %(now)s: there is nothing yet to correct."),
    gettext_noop("Publish a new commitment, which takes the place of the earlier one."),
    gettext_noop("binds nothing: %(why)s."),
    gettext_noop("it was not published before the draw"),
    gettext_noop("the correction was published at %(at)s, and the draw was only at %(drawn)s"),
    gettext_noop("the commitment was published at %(at)s, and the draw was at %(drawn)s"),
    gettext_noop("Only where both sectors declare the draw itself void a new one follows, with new rules."),
    gettext_noop(
        "Leave [….draw] as it was. Only where both sectors declare the draw itself void a new one "
        "follows, with new rules."
    ),
    gettext_noop("is no approval of this: only a correction takes any."),
    gettext_noop("is of a sector that does not sign these rules."),
    gettext_noop("does not count. %(why)s"),
    gettext_noop("was made after the draw, and the %(sector)s sector has not approved it (%(digest)s)."),
    gettext_noop("needs the approval of every sector, and whose these are is not known."),
    gettext_noop("is the second approval of one sector."),
    gettext_noop("Leave it out."),
    gettext_noop("Leave one of the two out."),
    gettext_noop("Name the city package."),
    gettext_noop("Have it made anew: %(command)s"),
    gettext_noop("Give its approval, made with: %(command)s"),
    gettext_noop("this site is of the city %(city)s, and a site has one."),
    gettext_noop("Write id = %(city)s, or load it into a site of its own."),
    gettext_noop("lists other keys for the %(sector)s sector than the site has."),
    gettext_noop("Who runs the site's machine changes keys, with: citycompact site load"),
    gettext_noop("has no row %(row)s any more, and it cannot go: %(why)s"),
    gettext_noop("Put the row back into the file; a program without seats is one with 0 of them."),
    gettext_noop("says otherwise than the compact of the site, in %(tables)s."),
    gettext_noop("Leave compact.toml and its tables out: promises are changed on the compact's own pages."),
    gettext_noop("has choices, and the rulebook several rounds."),
    gettext_noop("Say which of them it is with --round: %(rounds)s."),
    gettext_noop("has choices of a round %(round)s, which is none."),
    gettext_noop("Rounds are: %(rounds)s."),
    gettext_noop("would change applications of the round %(round)s, whose facts are frozen: %(names)s."),
    gettext_noop("Leave them out, or open the facts again."),
    gettext_noop("is no applicant of the site."),
    gettext_noop("Take the row out."),
    gettext_noop("has %(number)s children, more than a page loads."),
    gettext_noop("Whoever runs the machine loads it with: citycompact site load"),
    gettext_noop("Write a number of at most %(number)s."),
    gettext_noop("has more than %(number)s decimals."),
    gettext_noop("Write it with at most %(number)s decimals."),
    gettext_noop("Load it once they are open again."),
    gettext_noop("a round that was frozen has it."),
    gettext_noop("a family has chosen it."),
    gettext_noop("children say that they attend it."),
    gettext_noop("%(name)s is no table of any room, and is not read."),
    gettext_noop("%(name)s is no table of any room, and is not read; %(other)s is."),
    gettext_noop(
        "applicants.csv, current_school_id: %(school)s is no school of schools.csv (%(count)s); they count "
        "as being at no school of the city."
    ),
    gettext_noop("And %(count)s more such ids."),
    gettext_noop(
        "applicants.csv has %(number)s children and choices.csv no choices: they are pupils, and no"
        " applicants, and are left out."
    ),
    gettext_noop(
        "No rulebook names a round ([[enrollment.rounds]]), so that %(number)s applicants with "
        "their choices are left out: add one to rulebook.toml, and load the package again."
    ),
    gettext_noop(
        "rulebook.signatures.json: %(number)s signatures do not count here, by the rulebook and the"
        " keys that city.toml lists, and are not kept."
    ),
    gettext_noop("would make a real city one in which nobody exists."),
    gettext_noop("Take demo = true out."),
    gettext_noop("can be guessed."),
    gettext_noop("Give a code of at least %(number)s random letters and figures."),
    gettext_noop("is another one than that of the same family above."),
    gettext_noop("Give a family one code."),
    gettext_noop("is that of another family above."),
    gettext_noop("Give each family a code of its own."),
    # The last one of all: a value that is none of a closed list.
    gettext_noop("is not a %(name)s."),
    gettext_noop("is not an %(name)s."),
)
"""Sentences with their blanks; the first that fits is the one that was meant."""


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+?)", re.escape(sentence)), re.DOTALL)


_PATTERNS = tuple((sentence, _pattern(sentence)) for sentence in _SENTENCES)


def say_sentence(text: str) -> str:
    """A sentence of the table engine in the language of the page; as it is where it is not known."""
    for sentence, pattern in _PATTERNS:
        found = pattern.fullmatch(text)
        if found:
            blanks = found.groupdict()
            if "why" in blanks:
                blanks["why"] = say_sentence(blanks["why"])
            return _(sentence) % blanks
    return text


def say_fault(problem: Problem) -> str:
    """What is wrong and how to mend it, without the place: for the field of a form in which it stands."""
    text = f"{say_sentence(problem.message)} {say_sentence(problem.mend)}"
    return text[:1].upper() + text[1:]


def say_problem(problem: Problem) -> str:
    """A problem with its place, in the language of the page."""
    where = [say_sentence(problem.file)]
    if problem.row is not None:
        words = _("line %(number)s") if problem.in_toml else _("row %(number)s")
        where.append(words % {"number": problem.row})
    if problem.column is not None:
        column = problem.column if problem.in_toml else _("column %(name)s") % {"name": problem.column}
        where.append(column)
    if problem.value is not None:
        where.append(_("value %(value)s") % {"value": repr(problem.value)})
    return f"{', '.join(where)}: {say_sentence(problem.message)} {say_sentence(problem.mend)}"
