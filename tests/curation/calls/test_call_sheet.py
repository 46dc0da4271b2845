"""A call sheet: whom to call first, and what of a filled one becomes corrections."""

import io
from dataclasses import replace
from datetime import date
from functools import cache

import openpyxl
import pandas as pd
import pytest

from atlas.base.i18n import LANGS
from atlas.base.text_search import fold
from atlas.curation.calls import (
    ANSWERS,
    ASKED,
    GIVEN,
    REPEATED,
    ROLES,
    SHEET_COLUMNS,
    call_lines,
    can_be_called,
    choice,
    choices,
    confirmed,
    header,
    read_calls,
)
from atlas.curation.ingest import Upload
from atlas.curation.merge import (
    correct_into,
    corrected_archive,
    correction_problems,
    lines_of,
)
from atlas.data import load, load_changed
from atlas.data.schema import PROBLEM_COLUMNS
from atlas.output.exports.call_workbook import call_workbook
from atlas.places.filters import Filter
from atlas.places.status import status_words
from atlas.places.unconfirmed_phones import unconfirmed_phones
from atlas.places.view import make_view

pytestmark = pytest.mark.slow

TODAY, DAY = date(2026, 11, 28), "2026-11-28"
PACKAGE = load()
PLACES = PACKAGE.places.set_index("facility_id")
OPEN = PLACES[PLACES["sensitivity"] == "open"]
CALLED = OPEN[OPEN["phone"].str.startswith("+") & (OPEN["municipality_code"] != "")]
SHELTER = CALLED.index[(CALLED["layer"] == "shelters") & (CALLED["status"] == "open")][0]
POINTED = CALLED.index[CALLED["lon"].notna() & (CALLED["status"] == "unknown")][0]
OFFICE = CALLED.index[(CALLED["layer"] == "offices") & (CALLED["capacity_unit"] == "")][0]
PROTECTED = PLACES.index[(PLACES["sensitivity"] == "withheld") & (PLACES["phone"] != "")][0]
CLAIMED = unconfirmed_phones(make_view(PACKAGE, Filter().lifted()))
SILENT = OPEN.index[
    (OPEN["phone"] == "") & (OPEN["status"] != "closed") & ~OPEN.index.isin(list(CLAIMED))
][0]


def view(package=PACKAGE, lang="es"):
    return make_view(package, Filter(lang=lang).lifted())


@cache
def every_line(package, lang):
    return call_lines(view(package, lang))


def sheet(ids, lang="es", package=PACKAGE):
    """Give the lines of some places, numbered as a sheet of their own, ready to be filled in."""
    lines = every_line(package, lang).set_index("facility_id", drop=False).loc[[*ids]]
    numbers = [f"{at}/{len(lines)}" for at in range(1, len(lines) + 1)]
    return lines.assign(line=numbers, **dict.fromkeys(ASKED, ""))


def fill(lines, lang="es", **answers):
    """Fill in lines, by the id of the place with `_` for `-`."""
    lines = lines.copy()
    for key, cells in answers.items():
        for name, text in {"date": DAY, **cells}.items():
            known = name in ("answer", "answered_by") and text in (*ANSWERS, *ROLES)
            lines.loc[key.replace("_", "-"), name] = choice(name, text, lang) if known else text
    return lines


def read(lines, lang="es", package=PACKAGE, **options):
    content = call_workbook(lines, lang)
    return read_calls(Upload("calls.xlsx", content), package, today=TODAY, **options)


def answered(key, lang="es", **cells):
    return read(fill(sheet([key], lang), lang, **{key.replace("-", "_"): cells}), lang)


def codes(found):
    return found.problems["code"].tolist()


def changes(found):
    return dict(zip(found.frame["field"], found.frame["new"], strict=True))


def accounted(found):
    return len(found.answers) + found.blank + len(found.held) == found.rows_in


def applied(found, package=PACKAGE):
    tables = {
        name: pd.concat([getattr(package, name), frame], ignore_index=True)
        for name, frame in (("corrections", found.frame), ("sources", found.sources))
    }
    return load_changed(package.path, changes=tables)


# Whom to call


def test_a_number_that_nobody_had_confirmed_is_the_places_once_it_was_answered():
    place = OPEN.index[OPEN.index.isin(list(CLAIMED))][0]
    (line,) = sheet([place]).to_dict("records")
    made = changes(answered(place, answer="open"))
    assert made["phone"] == f"{line['number']} [{DAY}]"
    assert "phone" not in changes(answered(place, answer="wrong_number"))
    wrong = applied(answered(place, answer="wrong_number"))
    assert place not in unconfirmed_phones(view(wrong))


def test_those_that_can_be_called_come_first_and_the_oldest_before_the_newest():
    lines = call_lines(view())
    reachable = [can_be_called(line) for line in lines.to_dict("records")]
    assert sorted(reachable, reverse=True) == reachable
    assert 0 < sum(reachable) < len(lines) == len(PLACES)
    assert set(lines["facility_id"][: len(CLAIMED)]) == set(CLAIMED)
    first = PLACES.loc[lines["facility_id"][len(CLAIMED) : sum(reachable)]]
    stated = first["status_date"].where(first["status"].isin(["open", "closed"]), "")
    assert stated.tolist() == sorted(stated, key=lambda day: f"{day}-01-01"[:10] if day else "")
    assert stated.iloc[0] == ""
    assert stated.iloc[-1] > "2025"
    assert call_lines(view(), 25)["line"].tolist()[-1] == "25/25"


def test_who_did_not_answer_lately_is_called_later():
    key = call_lines(view())["facility_id"].iloc[len(CLAIMED)]
    tried = PACKAGE.places.assign(
        no_answer=PACKAGE.places["no_answer"].mask(
            PACKAGE.places["facility_id"] == key, "2026-10-01;2026-11-05"
        )
    )
    lines = call_lines(view(replace(PACKAGE, places=tried), "en"))
    assert lines["facility_id"].iloc[len(CLAIMED)] != key
    line = lines.set_index("facility_id").loc[key]
    assert "no answer to 2 calls, the last on 5 Nov 2026" in line["known"]


def test_a_line_says_of_a_protected_place_only_what_is_public():
    hours = PACKAGE.places["sensitivity"].map({"withheld": "24/7"}).fillna("")
    lines = call_lines(view(replace(PACKAGE, places=PACKAGE.places.assign(hours=hours))))
    assert "24/7" not in lines["hours"].tolist()
    shown = view().places.set_index("facility_id")
    line = lines.set_index("facility_id").loc[PROTECTED]
    assert line["number"] in shown.loc[PROTECTED, "phone"]


def test_the_bar_counts_what_is_confirmed_in_a_year_with_closed_places_and_without_detention():
    found = confirmed(make_view(PACKAGE, Filter()), "2025")
    helping = view().places[view().places["role"] != "enforcement"]
    dated = helping["status_date"].str.startswith("2025")
    sure = dated & helping["status"].isin(["open", "closed"])
    assert (found.places, found.total) == (sure.sum(), len(helping))
    assert (helping[sure]["status"] == "closed").any()
    assert confirmed(make_view(PACKAGE, Filter()), "1999").places == 0


# The file


@pytest.mark.parametrize("lang", LANGS)
def test_headers_and_answers_are_words_that_are_told_apart_in_every_language(lang):
    heads = {fold(header(name, one)): name for one in LANGS for name in SHEET_COLUMNS}
    assert all(heads[fold(header(name, lang))] == name for name in SHEET_COLUMNS)
    for column in ("answer", "answered_by"):
        words = choices(column, lang)
        assert len({fold(word) for word in words.values()}) == len(words)
        assert len(",".join(words.values())) <= 255, "a list of Excel holds no more"


@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_offers_one_answer_of_a_list_and_no_cell_is_a_formula(lang):
    lines = sheet([SHELTER, OFFICE], lang)
    lines.loc[SHELTER, "name"] = '=HYPERLINK("x")'
    content = call_workbook(lines, lang)
    assert content == call_workbook(lines, lang)
    made = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [cell.value for cell in made[1]] == [header(name, lang) for name in SHEET_COLUMNS]
    rules = {str(rule.sqref): rule.formula1 for rule in made.data_validations.dataValidation}
    words = ",".join(choices("answer", lang).values())
    column = openpyxl.utils.get_column_letter(SHEET_COLUMNS.index("answer") + 1)
    assert rules[f"{column}2:{column}3"] == f'"{words}"'
    assert {cell.data_type for row in made.iter_rows(min_row=2) for cell in row} <= {"s", "n"}
    assert made["B2"].value.startswith("=HYPERLINK")
    assert made["B2"].data_type == "s"


# What comes back


@pytest.mark.parametrize("lang", LANGS)
def test_open_confirms_the_status_with_the_call_as_its_source(lang):
    found = answered(SHELTER, lang, answer="open", answered_by="reception")
    assert codes(found) == []
    corrected = applied(found)
    place = corrected.places.set_index("facility_id").loc[SHELTER]
    said = status_words(place["status"], place["status_date"], "2026-11-28", "en")
    assert said == "Open in Nov 2026"
    (source,) = found.sources.to_dict("records")
    assert source["kind"] == "call"
    assert source["title_en"].startswith("Call of 28 November 2026 to ")
    assert "reception" in source["notes_en"]
    assert place["status_source_ids"] == source["source_id"]
    assert source["source_id"] in place["source_ids"].split(";")
    assert f"{PLACES.loc[SHELTER, 'phone'].split(' [')[0].split(';')[0]} [{DAY}]" in place["phone"]
    lines, sources = found.frame.to_dict("records"), found.sources.to_dict("records")
    assert correction_problems(PACKAGE, lines, sources).empty


def test_closed_new_hours_new_phone_and_capacity_are_taken_with_the_day():
    found = answered(
        SHELTER,
        answer="closed",
        new_hours="Mo-Fr 09:00-17:00",
        new_phone="tel. +52 664 123 4567",
        capacity="60",
    )
    made = changes(found)
    assert made["status"] == "closed"
    assert made["hours"] == "Mo-Fr 09:00-17:00"
    assert made["phone"].startswith(f"+52 664 123 4567 [{DAY}]")
    assert (made["capacity"], made["capacity_date"]) == ("60", DAY)
    assert applied(found).places.set_index("facility_id").loc[SHELTER, "capacity_unit"] == "beds"


def test_who_moved_has_the_new_address_and_no_point():
    place = applied(answered(POINTED, answer="moved", new_address="Calle 8 no. 12")).places
    place = place.set_index("facility_id").loc[POINTED]
    assert (place["address"], place["precision"]) == ("Calle 8 no. 12", "municipality")
    assert pd.isna(place["lon"])
    assert (place["status"], place["status_date"]) == ("open", DAY)
    assert changes(answered(POINTED, answer="moved"))["address"] == ""


def test_a_wrong_number_goes_and_says_nothing_of_the_status():
    made = changes(answered(POINTED, answer="wrong_number"))
    assert PLACES.loc[POINTED, "phone"].split(" [")[0] not in made["phone"]
    assert not {"status", "status_date"} & set(made)
    assert codes(answered(SILENT, answer="wrong_number")) == ["call_no_number"]


def test_no_answer_three_times_is_data_and_any_answer_takes_it_back(tmp_path):
    package = PACKAGE

    def call(answer, day):
        key = OFFICE.replace("-", "_")
        lines = fill(sheet([OFFICE], package=package), **{key: {"answer": answer, "date": day}})
        return read(lines, package=package)

    for day in ("2026-11-01", "2026-11-15", "2026-11-20"):
        found = call("no_answer", day)
        assert set(found.frame["field"]) == {"no_answer"}
        correct_into(package, found.frame, found.sources, tmp_path / day)
        package = load(tmp_path / day)
    place = package.places.set_index("facility_id").loc[OFFICE]
    assert len(place["no_answer"].split(";")) == REPEATED
    assert place["status_date"] == PLACES.loc[OFFICE, "status_date"]
    assert changes(call("open", DAY))["no_answer"] == ""


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"new_hours": "L-V 9 a 17"}, "not_opening_hours", "hours"),
        ({"new_phone": "664 123 4567"}, "phone_country_code", "phone"),
        ({"new_phone": "ask at the door"}, "pattern", "phone"),
        ({"capacity": "sixty"}, "not_integer", "capacity"),
        ({"new_address": "Calle 8"}, "call_address", "address"),
        ({"answered_by": "María López"}, "call_role", ""),
    ],
)
def test_a_cell_that_does_not_fit_is_a_problem_and_the_rest_is_taken(cells, code, field):
    found = answered(SHELTER, answer="open", **cells)
    assert codes(found) == [code]
    assert found.problems["severity"].tolist() == ["warning"]
    assert found.problems["row"].tolist() == [2]
    assert list(found.problems.columns) == list(PROBLEM_COLUMNS)
    assert changes(found)["status_date"] == DAY
    assert field != "hours" or field not in changes(found)
    assert "María" not in found.frame.to_csv() + found.sources.to_csv() + found.problems.to_csv()


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"answer": ""}, "call_unanswered"),
        ({"answer": "maybe"}, "call_unknown"),
        ({"answer": "open", "date": ""}, "call_no_date"),
        ({"answer": "open", "date": "soon"}, "call_not_a_date"),
        ({"answer": "open", "date": "03/04/2026"}, "call_date_order"),
        ({"answer": "open", "date": "2026-11"}, "call_day"),
        ({"answer": "open", "date": "2026-11-29"}, "call_future"),
        ({"answer": "open", "date": "2015-01-01"}, "call_superseded"),
    ],
)
def test_an_answer_that_cannot_be_taken_is_held_with_its_reason(cells, code):
    found = answered(SHELTER, **cells)
    assert codes(found) == [code]
    assert found.problems["severity"].tolist() == ["error"]
    assert found.frame.empty
    assert len(found.held) == 1
    assert accounted(found)


def test_the_day_can_be_said_once_and_spreadsheets_may_write_it_their_way():
    lines = fill(sheet([SHELTER, OFFICE]), **{
        SHELTER.replace("-", "_"): {"answer": "open", "date": ""},
        OFFICE.replace("-", "_"): {"answer": "open", "date": "28/11/2026"},
    })  # fmt: skip
    found = read(lines, defaults={"date": DAY, "answered_by": "guard"})
    assert {answer.date for answer in found.answers} == {DAY}
    assert {answer.answered_by for answer in found.answers} == {"guard"}


def test_of_a_protected_place_nothing_is_noted_that_may_not_be_quoted():
    found = answered(PROTECTED, answer="moved", new_hours="24/7", new_address="Calle Oculta 8")
    assert codes(found) == ["call_protected", "call_protected"]
    assert "Oculta" not in found.frame.to_csv() + found.problems.to_csv()
    assert not {"address", "hours", "lon", "lat", "precision"} & set(changes(found))
    assert changes(found)["status_date"] == DAY


# Rows moved, deleted, of another version


def test_sorted_rows_are_as_good_and_missing_ones_are_named():
    ids = [SHELTER, POINTED, OFFICE, SILENT]
    lines = fill(sheet(ids), **{key.replace("-", "_"): {"answer": "open"} for key in ids})
    straight = read(lines)
    turned = read(lines.iloc[::-1])
    assert codes(turned) == codes(straight) == []
    key = ["id", "field"]
    assert (
        turned.frame.sort_values(key).values.tolist()
        == straight.frame.sort_values(key).values.tolist()
    )
    less = read(lines.iloc[[0, 3]])
    assert codes(less) == ["call_lines_missing"]
    assert less.problems["value"].tolist() == ["2, 3"]
    assert len(less.answers) == 2


def test_a_column_that_moved_against_the_others_is_held():
    lines = fill(sheet([SHELTER, POINTED]), **{
        key.replace("-", "_"): {"answer": "open"} for key in (SHELTER, POINTED)
    })  # fmt: skip
    lines["number"] = lines["number"].tolist()[::-1]
    found = read(lines)
    assert codes(found) == ["call_mixed", "call_mixed"]
    assert found.frame.empty
    assert found.held["answer"].tolist() == ["Abierto", "Abierto"]


def test_another_version_is_said_and_taken_unless_the_number_is_another():
    old = PACKAGE.places.copy()
    old.loc[old["facility_id"] == POINTED, "phone"] = "+52 664 999 0000"
    lines = sheet([POINTED], package=replace(PACKAGE, places=old))
    assert lines["number"].tolist() == ["+52 664 999 0000"]
    key = POINTED.replace("-", "_")
    found = read(fill(lines, **{key: {"answer": "open"}}))
    assert codes(found) == ["call_changed"]
    assert changes(found)["status"] == "open"
    assert "phone" not in changes(found)
    found = read(fill(lines, **{key: {"answer": "wrong_number"}}))
    assert codes(found) == ["call_gone"]
    assert found.frame.empty


def test_an_answer_for_a_place_that_is_gone_and_one_that_is_there_twice():
    lines = fill(sheet([SHELTER, OFFICE]), **{
        key.replace("-", "_"): {"answer": "closed", "new_phone": "+1 619 555 0101"}
        for key in (SHELTER, OFFICE)
    })  # fmt: skip
    lines = pd.concat([lines, lines.loc[[OFFICE]]])
    lines.loc[SHELTER, "facility_id"] = "no-such-place"
    found = read(lines)
    assert codes(found) == ["call_no_place", "call_twice"]
    assert "+1 619 555 0101" in found.problems["value"].iloc[0]
    assert accounted(found)
    assert [answer.facility_id for answer in found.answers] == [OFFICE]


def test_blank_lines_are_no_problem_and_every_row_is_accounted_for():
    lines = call_lines(view(), 30).set_index("facility_id", drop=False)
    lines = lines.assign(**dict.fromkeys(ASKED, ""))
    lines.iloc[4, lines.columns.get_loc("answer")] = "whatever"
    lines.iloc[7, lines.columns.get_loc("answer")] = "open"
    found = read(lines, defaults={"date": DAY})
    assert (found.rows_in, found.blank, len(found.held), len(found.answers)) == (30, 28, 1, 1)
    assert accounted(found)


def test_a_csv_of_the_sheet_is_read_too():
    lines = fill(sheet([SHELTER]), **{SHELTER.replace("-", "_"): {"answer": "open"}})
    heads = {name: header(name, "es") for name in SHEET_COLUMNS}
    text = lines[[*SHEET_COLUMNS]].rename(columns=heads).to_csv(index=False)
    found = read_calls(Upload("calls.csv", text.encode()), PACKAGE, today=TODAY)
    assert codes(found) == []
    assert changes(found)["status_date"] == DAY


def test_what_cannot_be_read_is_one_sentence():
    from atlas.base.errors import IngestError

    with pytest.raises(IngestError, match="no call sheet"):
        read_calls(Upload("x.csv", b"a,b\n1,2\n"), PACKAGE)
    kinds = {**PACKAGE.vocab.by_name["source_kind"]}
    kinds.pop("call")
    names = {**PACKAGE.vocab.by_name, "source_kind": kinds}
    older = replace(PACKAGE, vocab=replace(PACKAGE.vocab, by_name=names))
    lines = fill(sheet([SHELTER]), **{SHELTER.replace("-", "_"): {"answer": "open"}})
    with pytest.raises(IngestError, match="no kind of source “call”"):
        read(lines, package=older)
    for told, why in (({"when": DAY}, "no column"), ({"date": "soon"}, "no day"),
                      ({"answered_by": "Ana"}, "none of those")):  # fmt: skip
        with pytest.raises(IngestError, match=why) as refusal:
            read(lines, defaults=told)
        assert "\n" not in str(refusal.value)


# Into a package


def test_corrections_and_their_sources_make_a_package_that_says_it(tmp_path):
    found = answered(SHELTER, answer="open")
    out = tmp_path / "new"
    correct_into(PACKAGE, found.frame, found.sources, out)
    made = load(out)
    assert made.places.set_index("facility_id").loc[SHELTER, "status_date"] == DAY
    assert corrected_archive(PACKAGE, found.frame, found.sources)
    again = read(fill(sheet([SHELTER], package=made), **{
        SHELTER.replace("-", "_"): {"answer": "closed"}
    }), package=made)  # fmt: skip
    assert codes(again) == ["call_noted"]
    assert lines_of(made, "corrections", again.frame.to_dict("records")).empty


def test_given_columns_are_those_that_a_mark_is_made_of():
    lines = sheet([SHELTER])
    for name in GIVEN:
        changed = lines.assign(**{name: "x"})
        changed = fill(changed, **{SHELTER.replace("-", "_"): {"answer": "open"}})
        assert codes(read(changed)) == ["call_mixed"], name
