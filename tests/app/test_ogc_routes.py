"""OGC API - Features and HSDS as the server answers them, asked in this process."""

import asyncio
import dataclasses
import json
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import jsonschema
import pytest
from starlette.applications import Starlette
from starlette.routing import Match

from atlas.app import hsds_routes, ogc_routes, state
from atlas.base.public_address import BASE_URL
from atlas.data import load
from atlas.output.ogc import COLLECTIONS
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.output.test_exports_hostile import HOSTILE
from tests.output.test_exports_leaks import ALL_PLACES, leaks, overlay, package  # noqa: F401

BASE = "http://127.0.0.1:8501"
ITEMS = "/ogc/collections/places/items"


def ask(url, host="127.0.0.1:8501", **headers):
    """Ask the routes; give status, headers and content."""
    parts, answers = urlsplit(url), []

    async def send(message):
        answers.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "method": "GET", "scheme": "http", "http_version": "1.1",
        "path": unquote(parts.path), "raw_path": parts.path.encode(), "root_path": "",
        "query_string": parts.query.encode(), "server": ("127.0.0.1", 8501),
        "headers": [(b"host", host.encode()), *(
            (name.replace("_", "-").lower().encode(), value.encode())
            for name, value in headers.items()
        )],
    }  # fmt: skip
    app = Starlette(routes=[*ogc_routes.routes(), *hsds_routes.routes()])
    asyncio.run(app(scope, receive, send))
    body = b"".join(one.get("body", b"") for one in answers)
    names = {name.decode(): value.decode() for name, value in answers[0]["headers"]}
    return answers[0]["status"], names, body


def ask_json(url, **more):
    status, _, body = ask(url, **more)
    assert status == 200, body
    return json.loads(body)


def links(document, rel):
    return [one["href"] for one in document["links"] if one["rel"].endswith(rel)]


def every_page(url):
    """Follow the links to the next page; give all features."""
    features = []
    while url:
        document = ask_json(url)
        features += document["features"]
        url = next(iter(links(document, "next")), None)
    return features


def test_every_link_of_every_document_is_absolute_and_answered():
    seen, waiting = set(), [f"{BASE}/ogc"]
    while waiting:
        url = waiting.pop()
        if url in seen or "/items/" in url:
            continue
        seen.add(url)
        assert url.startswith(f"{BASE}/ogc")
        status, headers, body = ask(url)
        assert status == 200, url
        assert headers["access-control-allow-origin"] == "*"
        assert len(body) > 100
        if "html" not in headers["content-type"]:
            document = json.loads(body)
            found = [*document.get("links", []), *(
                link for one in document.get("collections", []) for link in one["links"]
            )]  # fmt: skip
            waiting += [one["href"] for one in found if one["rel"] != "license"]
    assert len(seen) > 40


def test_landing_page_names_what_a_client_looks_for():
    document = ask_json("/ogc/")
    for rel in ("service-desc", "service-doc", "conformance", "data", "license"):
        assert links(document, rel)
    declared = ask_json("/ogc/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared
    assert [one["id"] for one in ask_json("/ogc/collections")["collections"]] == list(COLLECTIONS)


def test_api_describes_every_address_and_every_parameter():
    document = ask_json("/ogc/api")
    _, headers, _ = ask("/ogc/api")
    assert headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    assert document["openapi"].startswith("3.0.")
    operations = [one["get"]["operationId"] for one in document["paths"].values()]
    assert len(operations) == len(set(operations)) == 4 + 4 * len(COLLECTIONS)
    shared = document["components"]["parameters"]
    for path, one in document["paths"].items():
        served = ogc_routes.OGC + path.replace("{featureId}", "x")
        scope = {"type": "http", "method": "GET", "path": served.rstrip("/") or "/"}
        assert any(route.matches(scope)[0] == Match.FULL for route in ogc_routes.routes())
        names = []
        for parameter in one["get"]["parameters"]:
            said = (
                shared[parameter["$ref"].rsplit("/", 1)[-1]] if "$ref" in parameter else parameter
            )
            names.append(said["name"])
        assert len(names) == len(set(names))
        if path.endswith("/items"):
            url = f"/ogc{path}?{urlencode(dict.fromkeys(names, 'x'))}"
            refused = json.loads(ask(url)[2])["description"]
            assert "is no parameter here" not in refused, "what it describes is known"


@pytest.mark.parametrize("name", COLLECTIONS)
def test_collection_is_given_whole_over_its_pages(name):
    view = make_view(load(), Filter(lang="en").lifted())
    features = every_page(f"{BASE}/ogc/collections/{name}/items?limit=37&lang=en")
    assert len(features) == len(getattr(view, name))
    described = ask_json(f"/ogc/collections/{name}?lang=en")
    assert ("extent" in described) == (name != "municipalities")
    asked = ask_json(f"/ogc/collections/{name}/queryables")["properties"]
    assert set(asked) == {*features[0]["properties"], "geometry"}
    one = ask_json(f"/ogc/collections/{name}/items/{quote(features[-1]['id'], safe='')}")
    assert one["properties"] == features[-1]["properties"]
    assert one["geometry"] == features[-1]["geometry"]


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("nope=1", 400, "'nope' is no parameter here"),
        ("f=xml", 400, "f: 'xml' cannot be used; allowed: json, html"),
        ("f=json&f=html", 400, "f: it is given 2 times"),
        ("lang=xx", 400, "lang: 'xx' cannot be used; allowed: es, en"),
        ("filter=kind%20%3D", 400, "filter: no CQL2 text, at its end"),
        ("bbox=1", 400, "bbox: '1' cannot be used"),
    ],
)
def test_what_cannot_be_used_is_answered_in_one_line(query, status, words):
    got, headers, body = ask(f"{ITEMS}?{query}")
    assert got == status
    assert headers["content-type"] == "application/json"
    assert words in json.loads(body)["description"]
    assert "\n" not in json.loads(body)["description"]


@pytest.mark.parametrize(
    "path",
    ["/ogc/nothing", "/ogc/collections/", "/ogc/collections/nothing",
     "/ogc/collections/nothing/items", f"{ITEMS}/nothing",
     "/hsds/services/nothing", "/hsds/organizations/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(path):
    status, _, body = ask(path)
    assert status == 404
    assert json.loads(body)["code"] == "NotFound"


@pytest.mark.parametrize(
    ("accept", "query", "kind"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", "", "text/html"),
        ("application/json", "", "application/geo+json"),
        ("*/*", "", "application/geo+json"),
        ("", "", "application/geo+json"),
        ("application/geo+json;q=0.5, text/html;q=0.4", "", "application/geo+json"),
        ("text/html", "?f=json", "application/geo+json"),
        ("application/json", "?f=html", "text/html"),
        ("text/html;q=nonsense", "", "application/geo+json"),
    ],
)
def test_format_is_that_of_the_link_or_what_the_client_takes(accept, query, kind):
    _, headers, _ = ask(f"{ITEMS}{query}", accept=accept)
    assert headers["content-type"].split(";")[0] == kind
    assert "Accept" in headers["vary"]


def test_a_client_asks_again_only_for_what_changed():
    _, headers, _ = ask(ITEMS)
    status, _, body = ask(ITEMS, if_none_match=headers["etag"])
    assert (status, body) == (304, b"")
    assert ask(f"{ITEMS}?limit=3", if_none_match=headers["etag"])[0] == 200


def test_addresses_begin_with_the_public_one(monkeypatch):
    monkeypatch.setenv(BASE_URL, "https://example.org/atlas/")
    document = ask_json(f"{ITEMS}?limit=1&lang=en", host="10.0.0.7:1234")
    for link in document["links"]:
        assert link["href"].startswith("https://example.org/atlas/ogc/collections/places")
        assert parse_qs(urlsplit(link["href"]).query)["lang"] == ["en"]


def test_a_name_of_the_server_that_is_none_goes_nowhere():
    _, _, body = ask(f"{ITEMS}?limit=1&f=html", host='"><script>alert(1)</script>')
    assert b"<script" not in body


class Tags(HTMLParser):
    """The elements of a page, the addresses of its links, and its text."""

    def __init__(self):
        super().__init__()
        self.names, self.hrefs, self.text = set(), [], ""

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        raise AssertionError(data)

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.hrefs += [value for name, value in attrs if name == "href"]
        assert not any(name.startswith("on") for name, _ in attrs)


def test_hostile_text_stays_text(monkeypatch, package):  # noqa: F811
    places = package.places.copy()
    rows = places.index[: len(HOSTILE)]
    for column in ("name", "operator", "notes", "website"):
        places.loc[rows, column] = HOSTILE
    places.loc[rows, "facility_id"] = [f"{i}/{text}" for i, text in enumerate(HOSTILE)]
    places.loc[rows, "sensitivity"] = "open"
    hostile = dataclasses.replace(package, places=places)
    monkeypatch.setattr(state, "package", lambda: hostile)
    plain = {"html", "head", "meta", "title", "style", "body", "nav", "main", "h1", "p", "ul", "li",
             "a", "div", "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip
    for path in (f"{ITEMS}?limit=1000", "/ogc/collections/places", "/ogc"):
        _, _, body = ask(f"{path}{'&' if '?' in path else '?'}f=html")
        tags = Tags()
        tags.feed(body.decode())
        assert tags.names <= plain
        assert all(href.startswith(("http://127.0.0.1", "https://")) for href in tags.hrefs)
        if path.startswith(ITEMS):
            assert tags.text.count("<img src=x onerror=alert(1)>") > 4
            assert tags.text.count("]]><!--") > 4
    ids = {one["id"] for one in every_page(f"{BASE}{ITEMS}?limit=1000")}
    assert len(ids) == len(places)
    strange = next(one for one in ids if "onerror" in one)
    one = ask_json(f"{ITEMS}/{quote(strange, safe='')}")
    assert one["id"] == strange


LINES = ("segments", "border")
"""Collections whose many points are those of no place, but may be near one."""


def lines():
    """What is answered of them."""
    return [ask(f"/ogc/collections/{name}/items?limit=1000&f=json")[2] for name in LINES]


def everything():
    """What the services answer, in both formats, but for the lines."""
    names = [name for name in COLLECTIONS if name not in LINES]
    yield from (ask(f"/ogc/collections/{name}/items?limit=1000&f=json")[2] for name in names)
    yield ask(f"{ITEMS}?limit=1000&f=html")[2]
    yield from (ask(f"/hsds/{kind}?per_page=500")[2] for kind in ("services", "organizations"))
    yield ask("/ogc/collections?f=json")[2]


@pytest.mark.slow
def test_nothing_gives_a_protected_place_away(monkeypatch, overlay):  # noqa: F811
    planted, rows = overlay
    public_lines = lines()
    monkeypatch.setattr(state, "package", lambda: planted)
    assert lines() == public_lines
    content = b"\n".join(everything())
    assert all(one.encode() in content for one in rows["facility_id"])
    assert leaks(content, rows) == []
    features = json.loads(ask(f"{ITEMS}?limit=1000")[2])["features"]
    shown = {one["id"]: one["geometry"] for one in features}
    withheld = rows[~rows["sensitivity"].isin(["open", "generalised"])]
    assert len(withheld) > 10
    assert all(shown[one] is None for one in withheld["facility_id"])


@pytest.mark.slow
def test_no_filter_tells_where_a_protected_place_is(monkeypatch, overlay):  # noqa: F811
    """A box around the true position, a condition on the address: both know what is published."""
    planted, rows = overlay
    monkeypatch.setattr(state, "package", lambda: planted)
    row = rows[rows["sensitivity"] == "withheld"].iloc[0]
    near = f"{row['lon'] - 1e-4},{row['lat'] - 1e-4},{row['lon'] + 1e-4},{row['lat'] + 1e-4}"
    asked = [
        {"bbox": near},
        {"filter": f"S_INTERSECTS(geometry, BBOX({near}))"},
        {"filter": f"address LIKE '{row['address'][:20]}%'"},
        {"filter": f"notes LIKE '%{row['address'][:20]}%'"},
    ]
    for params in asked:
        found = ask_json(f"{ITEMS}?{urlencode(params)}")["features"]
        assert row["facility_id"] not in [one["id"] for one in found]


@pytest.mark.slow
def test_the_search_finds_what_is_internal(monkeypatch, overlay):  # noqa: F811
    """Proof that the tests above can fail: without the gate the same search finds the secrets."""
    planted, rows = overlay
    internal = make_view(planted, ALL_PLACES, audience="internal")
    for module in (ogc_routes, hsds_routes):
        monkeypatch.setattr(module, "public_view", lambda _lang: internal)
    assert len(leaks(b"\n".join(everything()), rows)) > len(rows)


def test_who_has_signed_in_sees_no_more_there(monkeypatch, package):  # noqa: F811
    """The server's own routes know nobody; even data that hold an overlay are cut to the public."""
    added = package.places.iloc[[0]].assign(facility_id="only-internal", name="Solo interno")
    import pandas as pd

    everybody = pd.concat([package.places, added], ignore_index=True)
    internal = dataclasses.replace(package, places=everybody, public=package)
    monkeypatch.setattr(state, "package", lambda: internal)
    assert b"only-internal" not in b"\n".join(everything())
    assert ask(f"{ITEMS}/only-internal")[0] == 404


# HSDS

TEXT = {"type": "string", "minLength": 1}
ID = {"type": "string", "format": "uuid", "minLength": 36}


def shape(required, **properties):
    """A schema of an object: fields that it must have are not empty texts unless said otherwise."""
    said = {name: ID if name == "id" or name.endswith("_id") else TEXT for name in required.split()}
    return {
        "type": "object",
        "required": required.split(),
        "properties": {**said, **properties},
    }


def listed(one):
    return {"type": "array", "items": one, "minItems": 1}


# What Open Referral's schemas of HSDS 3.0 demand of the objects that are given here.
TERM = shape("id code name description taxonomy_id")
ATTRIBUTE = shape("id link_id taxonomy_term_id link_entity", taxonomy_term=TERM)
ADDRESS = shape("id address_1 city state_province postal_code country address_type")
LOCATION = shape(
    "id location_type",
    location_type={"enum": ["physical", "postal", "virtual"]},
    latitude={"type": "number"},
    longitude={"type": "number"},
    addresses=listed(ADDRESS),
)
SERVICE = shape(
    "id organization_id name status",
    status={"enum": ["active", "inactive", "defunct", "temporarily closed"]},
    assured_date={"type": "string", "format": "date"},
    organization=shape("id name description"),
    phones=listed(shape("id number")),
    schedules=listed(
        shape("id", freq={"enum": ["WEEKLY", "MONTHLY"]}, interval={"type": "integer"})
    ),
    languages=listed(shape("id")),
    cost_options=listed(shape("id")),
    required_documents=listed(shape("id")),
    service_at_locations=listed(shape("id", location=LOCATION)),
    attributes=listed(ATTRIBUTE),
    metadata=listed(
        shape("id resource_id resource_type last_action_date last_action_type field_name"
              " previous_value replacement_value updated_by")
    ),
)  # fmt: skip
ORGANIZATION = shape(
    "id name description", services=listed(shape("id name status")), attributes=listed(ATTRIBUTE)
)
PAGE = shape(
    "",
    total_items={"type": "integer"},
    total_pages={"type": "integer"},
    page_number={"type": "integer"},
    size={"type": "integer"},
    first_page={"type": "boolean"},
    last_page={"type": "boolean"},
    empty={"type": "boolean"},
    contents={"type": "array"},
)
PAGE["required"] = list(PAGE["properties"])


@pytest.mark.parametrize(
    ("kind", "demanded"), [("services", SERVICE), ("organizations", ORGANIZATION)]
)
def test_hsds_has_the_shape_that_its_schemas_demand(kind, demanded):
    check = jsonschema.Draft202012Validator(demanded, format_checker=jsonschema.FormatChecker())
    found, number = [], 1
    while True:
        page = ask_json(f"/hsds/{kind}?per_page=70&page={number}")
        jsonschema.validate(page, PAGE)
        assert page["page_number"] == number
        assert page["size"] == len(page["contents"])
        assert page["first_page"] == (number == 1)
        found += page["contents"]
        if page["last_page"]:
            break
        number += 1
    assert number == page["total_pages"] > 1
    assert len(found) == page["total_items"] == len({one["id"] for one in found})
    for one in found:
        check.validate(one)
        assert None not in one.values()
    assert ask_json(f"/hsds/{kind}/{found[-1]['id']}") == found[-1]
    assert ask_json(f"/hsds/{kind}?page=99&per_page=500")["empty"] is True


def test_hsds_services_are_the_places_and_the_organizations_name_them():
    services = ask_json("/hsds/services?per_page=500&lang=en")["contents"]
    view = make_view(load(), Filter(lang="en").lifted())
    there = [one["service_at_locations"][0]["location"]["external_identifier"] for one in services]
    assert there == list(view.places["facility_id"])
    named = [
        service["id"]
        for one in ask_json("/hsds/organizations?per_page=500")["contents"]
        for service in one["services"]
    ]
    assert sorted(named) == sorted(one["id"] for one in services)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("page=0", "page: '0' cannot be used; use a whole number from 1"),
        ("per_page=501", "per_page: '501' cannot be used; use a whole number from 1 to 500"),
        ("search=x", "'search' is no parameter here; allowed: lang, page, per_page"),
        ("lang=xx", "lang: 'xx' cannot be used"),
    ],
)
def test_hsds_refuses_what_it_does_not_know(query, words):
    status, _, body = ask(f"/hsds/services?{query}")
    assert status == 400
    assert words in json.loads(body)["description"]
