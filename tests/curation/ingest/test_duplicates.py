"""Rows that may be the same place: found for a reason, and left to a person."""

import itertools

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.base.errors import IngestError
from atlas.curation.ingest import (
    CLAIM_COLUMNS,
    REVIEW_COLUMNS,
    duplicates,
    find_duplicates,
    merge_rows,
)
from atlas.curation.ingest.likeness import address_form, name_form, phone_forms, website_form
from atlas.data import load

COLUMNS = ["facility_id", "name", "name_en", "kind", "level", "country", "municipality_code",
           "address", "lon", "lat", "precision", "precision_m", "position_method",
           "position_source_ids", "sensitivity", "services", "populations", "capacity",
           "capacity_unit", "capacity_date", "capacity_source_ids", "status", "status_date",
           "status_source_ids", "phone", "website", "source_ids", "notes"]  # fmt: skip


def frame(*rows):
    usual = {"kind": "shelter", "country": "MX", "municipality_code": "MX02004",
             "sensitivity": "open", "status": "unknown", "source_ids": "a"}  # fmt: skip
    made = [{**dict.fromkeys(COLUMNS, ""), **usual, **row} for row in rows]
    return pd.DataFrame(made, columns=COLUMNS, dtype="str")


def pairs(review):
    return {frozenset(pair) for pair in zip(review["id_a"], review["id_b"], strict=True)}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Casa del Migrante en Tijuana, A.C.", "casa migrante tijuana"),
        ("CASA DEL MIGRANTE EN TIJUANA AC", "casa migrante tijuana"),
        ("Fundación Paz, I.A.P.", "fundacion paz"),
        ("Border Angels, Inc.", "border angels"),
        ("A.C.", "a c"),
        ("", ""),
    ],
)
def test_legal_forms_and_accents_do_not_count(name, form):
    assert name_form(name) == form


def test_other_forms():
    assert address_form("Avenida Revolución #12") == address_form("Av. Revolucion 12")
    assert phone_forms("+52 (664) 123-4567; 123") == ("6641234567",)
    assert phone_forms("+52 664 123 4567 [2018-08-04]") == ("6641234567",)
    assert website_form("HTTPS://www.Casa.org/") == website_form("http://casa.org")


TWINS = [
    ({"name": "Albergue San Matías, A.C."}, {"name": "ALBERGUE SAN MATIAS"}),
    ({"name": "Casa Betania", "phone": "664 123 4567"},
     {"name": "Hogar Betania", "phone": "+52 664 123 4567"}),
    ({"name": "Comedor San Juan", "address": "Calle 6 12, Centro"},
     {"name": "Comedor Juan Bosco", "address": "C. 6 #12 Centro"}),
    ({"name": "Casa Paz", "lon": "-117.0194", "lat": "32.5331", "precision_m": "25"},
     {"name": "Casa de la Paz", "lon": "-117.0195", "lat": "32.5331", "precision_m": "25"}),
    ({"name": "Salvation Army", "website": "https://www.salvation.org/tj"},
     {"name": "Ejército de Salvación", "name_en": "Salvation Army",
      "website": "http://salvation.org/tj/"}),
    ({"name": "Casa del Migrnate"}, {"name": "Casa del Migrante"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), TWINS)
def test_the_same_place_written_otherwise_is_found(one, other):
    rows = frame({"facility_id": "x", **one}, {"facility_id": "y", **other})
    review = find_duplicates(rows)
    assert pairs(review) == {frozenset("xy")}
    assert review["decision"].tolist() == [""]
    assert list(review.columns) == list(REVIEW_COLUMNS)
    assert review["reasons_es"].str.contains("nombre").all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"name": "Casa Uno"}, {"name": "Hogar Belén"}),
        ({"name": "Casa del Migrante", "municipality_code": "MX02004"},
         {"name": "Casa del Migrante", "municipality_code": "MX08037"}),
        ({"name": "Casa Betania", "country": "MX", "municipality_code": ""},
         {"name": "Casa Betania", "country": "US", "municipality_code": ""}),
        ({"name": "Casa Paz", "lon": "-117.0194", "lat": "32.5331", "precision_m": "25"},
         {"name": "Casa Paz", "lon": "-116.6263", "lat": "32.5672", "precision_m": "25"}),
        ({"name": "Consulado", "lon": "-117.0194", "lat": "32.5331", "precision_m": "25"},
         {"name": "Clínica", "lon": "-117.0194", "lat": "32.5331", "precision_m": "25"}),
    ],
)  # fmt: skip
def test_other_places_are_not_offered(one, other):
    rows = frame({"facility_id": "x", **one}, {"facility_id": "y", **other})
    assert not len(find_duplicates(rows))


def test_pairs_are_looked_for_among_the_new_and_with_the_old_never_among_the_old():
    old = frame(
        {"facility_id": "o1", "name": "Casa Uno"}, {"facility_id": "o2", "name": "Casa Uno"}
    )
    new = frame(
        {"facility_id": "n1", "name": "Casa Uno"}, {"facility_id": "n2", "name": "Casa Uno"}
    )
    found = pairs(find_duplicates(new, old))
    assert found == {
        frozenset(pair) for pair in itertools.combinations(["o1", "o2", "n1", "n2"], 2)
    } - {frozenset(("o1", "o2"))}


def test_what_is_compared_in_parts_is_the_same_and_tells_how_far_it_is(monkeypatch):
    places = load().places.iloc[:120].astype("str").replace("nan", "")
    told = []
    whole = find_duplicates(places, places)
    monkeypatch.setattr(duplicates, "_PAIRS_AT_ONCE", 7)
    parts = find_duplicates(places, places, progress=lambda *step: told.append(step))
    pd.testing.assert_frame_equal(parts, whole)
    assert len(whole) > 7
    assert told[0] == ("looking", 0.0)
    shares = [share for stage, share in told if stage == "comparing"]
    assert shares == sorted(shares)
    assert len(shares) > 2
    assert shares[-1] == 1.0


def test_few_bundled_places_look_alike():
    review = find_duplicates(load().places)
    assert len(review) < 12
    assert (review["score"] < 0.8).all()


def test_every_bundled_place_is_found_again_in_other_spelling():
    places = load().places
    other = places.assign(
        facility_id="n-" + places["facility_id"],
        name=places["name"].str.upper() + " A.C.",
        lon=places["lon"] + 0.0002,
    )
    found = find_duplicates(other, places)
    best = pairs(found)
    missed = [i for i in places["facility_id"] if frozenset((i, f"n-{i}")) not in best]
    assert not missed


@pytest.mark.parametrize("rows", [0, 1])
def test_too_few_rows_have_no_pairs(rows):
    some = frame({"facility_id": "x", "name": "Casa"}).iloc[:rows]
    assert not len(find_duplicates(some))
    assert not len(find_duplicates(some, some.iloc[:0]))


NAMES = st.lists(
    st.tuples(
        st.sampled_from(["Casa Uno", "casa uno AC", "Hogar Dos", "", "避难所", "X"]),
        st.sampled_from(["", "6641234567", "no"]),
        st.sampled_from(["", "-117.01", "nan"]),
    ),
    max_size=8,
)


@given(NAMES)
def test_pairs_are_of_two_rows_and_told_once(rows):
    some = frame(
        *(
            {"facility_id": f"r{i}", "name": name, "phone": phone, "lon": lon, "lat": "32.5"}
            for i, (name, phone, lon) in enumerate(rows)
        )
    )
    review = find_duplicates(some)
    assert (review["id_a"] != review["id_b"]).all()
    assert len(pairs(review)) == len(review)
    assert review["score"].between(0.55, 1).all()


OLD = {"facility_id": "casa", "name": "Casa Uno", "status": "open", "status_date": "2023",
       "services": "food", "capacity": "40", "capacity_date": "2024", "source_ids": "a",
       "phone": "664 1"}  # fmt: skip
NEW = {"facility_id": "nueva", "name": "Casa Uno A.C.", "status": "closed",
       "status_date": "2025-04", "services": "lodging;food", "capacity": "90",
       "capacity_date": "2021", "source_ids": "b", "address": "Calle 5", "lon": "-117.0",
       "lat": "32.5", "precision": "exact", "precision_m": "25",
       "position_source_ids": "b"}  # fmt: skip


def review(*rows):
    return pd.DataFrame(rows, columns=["decision", "id_a", "id_b"], dtype="str")


def test_a_merge_keeps_the_first_fills_gaps_and_takes_the_newer():
    done = merge_rows(frame(OLD), frame(NEW), review(("merge", "casa", "nueva")))
    assert not len(done.new)
    row = done.there.iloc[0]
    assert row["facility_id"] == "casa"
    assert row["name"] == "Casa Uno"
    assert (row["status"], row["status_date"]) == ("closed", "2025-04")
    assert (row["capacity"], row["capacity_date"]) == ("40", "2024")
    assert row["services"] == "food;lodging"
    assert row["source_ids"] == "a;b"
    assert row["address"] == "Calle 5"
    assert (row["lon"], row["precision_m"], row["position_source_ids"]) == ("-117.0", "25", "b")


def test_the_ledger_keeps_who_said_what():
    done = merge_rows(frame(OLD), frame(NEW), review(("merge", "casa", "nueva")))
    assert list(done.claims.columns) == list(CLAIM_COLUMNS)
    told = {tuple(row) for row in done.claims.itertuples(index=False)}
    assert ("casa", "status", "open", "a", "2023", "") in told
    assert ("casa", "status", "closed", "b", "2025-04", "yes") in told
    assert ("casa", "capacity", "40", "a", "2024", "yes") in told
    assert ("casa", "capacity", "90", "b", "2021", "") in told
    assert ("casa", "name", "Casa Uno A.C.", "b", "", "") in told
    assert ("casa", "position", "32.5, -117.0 (25 m)", "b", "", "yes") in told
    assert not [claim for claim in told if claim[1] in ("kind", "country")], "they agree"


@pytest.mark.parametrize("strict", ["withheld", "generalised", "", "what"])
def test_the_stricter_protection_wins_and_is_said(strict):
    new = frame({**NEW, "sensitivity": strict})
    done = merge_rows(frame(OLD), new, review(("merge", "casa", "nueva")))
    assert done.there["sensitivity"].tolist() == [strict]
    assert "merged_protected" in set(done.problems["code"])
    back = merge_rows(frame({**OLD, "sensitivity": strict}), frame(NEW),
                      review(("merge", "casa", "nueva")))  # fmt: skip
    assert back.there["sensitivity"].tolist() == [strict]


@pytest.mark.parametrize("decision", ["keep_both", "Keep both", "SKIP", "merge "])
def test_nothing_is_merged_that_was_not_decided(decision):
    done = merge_rows(frame(OLD), frame(NEW), review((decision, "casa", "nueva")))
    plain = decision.strip().lower()
    assert len(done.there) == 1
    assert len(done.new) == (0 if plain in ("skip", "merge") else 1)
    assert len(done.claims) == 0 or plain == "merge"


def test_a_row_that_nobody_has_decided_on_is_held_out():
    done = merge_rows(frame(OLD), frame(NEW), review(("", "casa", "nueva")))
    assert not len(done.new)
    assert list(done.held["facility_id"]) == ["nueva"]
    assert "review_undecided" in set(done.problems["code"])


def test_wrong_decisions_are_named_with_their_row():
    wrong = review(("join", "casa", "nueva"), ("merge", "casa", "nadie"))
    done = merge_rows(frame(OLD), frame(NEW), wrong)
    errors = done.problems[done.problems["severity"] == "error"]
    assert list(zip(errors["row"], errors["code"], errors["value"], strict=True)) == [
        (2, "review_decision", "join"),
        (3, "review_unknown", "nadie"),
    ]
    assert list(done.held["facility_id"]) == ["nueva"]


def test_a_review_without_its_columns_is_refused():
    with pytest.raises(IngestError, match="lacks the column decision"):
        merge_rows(frame(OLD), frame(NEW), pd.DataFrame({"id_a": [], "id_b": []}))


def test_rows_merged_with_one_row_are_merged_with_each_other():
    rows = frame(*({**NEW, "facility_id": f"n{i}", "source_ids": f"s{i}"} for i in range(4)))
    done = merge_rows(
        frame(OLD),
        rows,
        review(("merge", "n2", "n1"), ("merge", "casa", "n2"), ("merge", "n3", "n0")),
    )
    assert list(done.there["facility_id"]) == ["casa"]
    assert list(done.new["facility_id"]) == ["n0"]
    assert set(done.there["source_ids"].iloc[0].split(";")) == {"a", "s1", "s2"}
    assert done.new["source_ids"].tolist() == ["s0;s3"]


DECIDED = st.lists(
    st.tuples(
        st.sampled_from(["merge", "keep_both", "skip", "", "?"]),
        st.sampled_from(["o0", "o1", "n0", "n1", "n2", "no"]),
        st.sampled_from(["o0", "o1", "n0", "n1", "n2"]),
    ),
    max_size=6,
)


@given(DECIDED)
def test_every_row_and_every_source_is_somewhere(decisions):
    old = frame(*({**OLD, "facility_id": f"o{i}", "source_ids": f"so{i}"} for i in range(2)))
    new = frame(*({**NEW, "facility_id": f"n{i}", "source_ids": f"sn{i}"} for i in range(3)))
    done = merge_rows(old, new, review(*decisions))
    left = set(done.problems.loc[done.problems["code"].isin(["merged", "left_out"]), "value"])
    kept = set(done.there["facility_id"]) | set(done.new["facility_id"])
    held = set(done.held["facility_id"])
    assert not held & (kept | left)
    kept |= held
    assert kept | left == {"o0", "o1", "n0", "n1", "n2"}
    skipped = set(done.problems.loc[done.problems["code"] == "left_out", "value"])
    sources = set(";".join([*done.there["source_ids"], *done.new["source_ids"]]).split(";"))
    merged_away = {f"s{row}" for row in skipped | held}
    assert {"so0", "so1", "sn0", "sn1", "sn2"} - sources <= merged_away


NUMBERS = (2, 13, 27, 48, 115, 230)


def test_another_number_in_the_same_street_counts_against_a_pair():
    named = {"name": "Refugio temporal", "phone": "664 555 0100"}
    rows = frame(*({**NEW, **named, "facility_id": f"n{n}", "address": f"Calle Larga {n}",
                    "lon": "", "lat": ""} for n in NUMBERS))  # fmt: skip
    assert not len(find_duplicates(rows))
    same = rows.assign(address="Calle Larga 2")
    assert len(find_duplicates(same)) == 15


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("Calle 5 12, 22000", "Calle 5 14, 22000", True),
        ("Calle Quinta 12", "Calle Quinta 12, int. 3", False),
        ("Via Lunga, 2/17", "Via Lunga, 13", True),
        ("Calle Quinta 012", "C. Quinta 12", False),
        ("Calle Quinta", "Calle Quinta 12", False),
    ],
)
def test_house_numbers_are_compared_without_what_both_have(one, other, differ):
    from atlas.curation.ingest.duplicates import _other_number
    from atlas.curation.ingest.likeness import house_numbers

    assert _other_number(house_numbers(one), house_numbers(other)) is differ


def test_merging_is_proposed_for_what_is_very_likely_and_decided_by_nobody():
    twin = frame({**NEW, "name": "Casa Uno", "phone": "664 555 0100", "address": "Calle 5"})
    there = frame({**OLD, "name": "Casa Uno", "phone": "664 555 0100", "address": "Calle 5"})
    found = find_duplicates(twin, there)
    assert list(found["proposed"]) == ["merge"]
    assert list(found["decision"]) == [""]
