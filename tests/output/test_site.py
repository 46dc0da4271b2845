"""The published site: links that resolve, no secret, no hostile code, and the same bytes again."""

import base64
import csv
import hashlib
import io
import json
import re
import shutil
import xml.etree.ElementTree as ET

import pytest
from markupsafe import escape

from atlas.base.errors import AtlasError, ExportError
from atlas.base.i18n import LANGS, READER_LANGS, t
from atlas.output.exports import FORMATS
from atlas.output.site import publish_site
from atlas.output.site.addresses import (
    SEARCH,
    WORKER,
    file_name,
    link,
    manifest,
    search_index,
)
from atlas.output.site.brief_files import brief_files
from atlas.output.site.install_files import worker
from atlas.output.site.site_folder import LIST, write_site
from tests.support.leak_search import leaks, patterns
from tests.support.published_site import (
    CORRIDOR,
    HOSTILE,
    STREET,
    Page,
    contents,
    inside,
    planted,
    planted_view,
    published,
)

pytestmark = pytest.mark.slow

NOT_FOR_SEARCH_ENGINES = ("404.html", "offline.html")
BASE = "https://example.org/atlas"
FREE = ("http://", "https://", "mailto:", "tel:", "data:")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return contents(published(tmp_path_factory))


def publish_below(folder):
    """Publish again, with a public address and without briefs."""
    return publish_site(planted_view(phone=True), folder, base_url=f"{BASE}/", briefs=False)


@pytest.fixture(scope="module")
def addressed(tmp_path_factory):
    """The folder of the site of places with a telephone, below a public address."""
    folder = tmp_path_factory.mktemp("addressed")
    publish_below(folder)
    return folder


@pytest.fixture(scope="module")
def pages(site):
    return {
        name: Page(content.decode())
        for name, content in site.items()
        if name.endswith(".html") and "/map/" not in name
    }


def test_each_language_has_every_page(site):
    names = {name for name in site if name.startswith(f"{LANGS[0]}/")}
    assert len(names) > 60
    for lang in LANGS[1:]:
        there = {name for name in site if name.startswith(f"{lang}/")}
        assert {name.replace(lang, LANGS[0], 1) for name in there} == names


def test_every_link_is_relative_and_resolves(site, pages):
    for name, page in pages.items():
        for target in page.links():
            if target.startswith(FREE):
                continue
            assert not target.startswith("/"), (name, target)
            assert inside(name, target) in site, (name, target)
            mark = target.partition("#")[2]
            found = pages.get(inside(name, target))
            assert not mark or found is None or mark in found.ids, (name, target)


def test_page_loads_nothing_from_elsewhere(pages):
    for name, page in pages.items():
        loaded = [
            value
            for tag, attribute, value in page.attributes
            if attribute == "src" or (tag == "link" and attribute == "href")
        ]
        assert not [one for one in loaded if "//" in one and not one.startswith("data:")], name


def test_pages_are_whole_html(pages):
    for name, page in pages.items():
        assert page.unclosed == [], name
        assert page.tags.count("h1") >= 1, name
        assert page.tags.count("title") == 1, name


def test_no_file_holds_a_secret(site):
    _, rows, _ = planted()
    wanted = patterns([*rows["lon"], *rows["lat"]], [STREET])
    assert leaks(list(site.values()), wanted) == []


def test_withheld_place_has_a_page_without_a_map(site, pages):
    _, rows, _ = planted()
    hidden = rows["facility_id"][rows["sensitivity"] != "generalised"]
    for facility_id in hidden:
        name = f"en/place/{facility_id}.html"
        assert "figure" not in pages[name].tags
        data = json.loads(re.search(rb'ld\+json">(.*?)</script>', site[name])[1])
        assert "geo" not in data["location"]
        assert "streetAddress" not in data["location"]["address"]


def test_hostile_names_stay_text(site, pages):
    _, _, named = planted()
    for facility_id, hostile in zip(named["facility_id"], HOSTILE, strict=True):
        for lang in LANGS:
            name = f"{lang}/place/{facility_id}.html"
            page = pages[name]
            assert hostile in page.said
            data = json.loads(re.search(rb'ld\+json">(.*?)</script>', site[name])[1])
            assert data["name"] == hostile
    for name, page in pages.items():
        pictures = [value for tag, one, value in page.attributes if (tag, one) == ("img", "src")]
        assert "/brief/" in name or not pictures, name
        assert not [one for one in pictures if not one.startswith("data:image/")], name
        assert not [one for _, one, _ in page.attributes if one.startswith("on")], name
        code = [value for tag, one, value in page.attributes if tag == "script" and one == "type"]
        assert page.tags.count("script") - len(code) <= 1, name


def test_place_page_is_read_without_a_script(pages):
    view = planted_view(lang="en").lifted
    for row in view.places.to_dict("records"):
        said = pages[f"en/place/{row['facility_id']}.html"].said
        assert row["municipality"] in said
        assert view.vocab.terms("kind")[row["kind"]].label("en") in said
        assert "Sources" in said
        for phone in filter(None, row["phone"].split("; ")):
            assert phone.partition(" [")[0] in said


@pytest.mark.parametrize("lang", ["es", "en", "ht"])
def test_text_that_fell_back_says_its_language(site, lang):
    places = planted_view(lang=lang).lifted.places
    noted = places[places["notes"].ne("") & (places["notes_en"].eq("") | (lang != "en"))]
    assert len(noted) or lang == "en"
    for facility_id, note in zip(noted["facility_id"], noted["notes"], strict=True):
        page = site[f"{lang}/place/{facility_id}.html"].decode()
        (said,) = re.findall(rf"<dd([^>]*)>{re.escape(escape(note))}</dd>", page)
        assert ('lang="es"' in said) == (lang != "es"), facility_id


def test_second_run_writes_nothing_wherever_the_folder_lies(addressed, tmp_path):
    there = tmp_path / "moved"
    shutil.copytree(addressed, there)
    before = {name: (there / name).stat().st_mtime_ns for name in contents(there)}
    written = publish_below(there)
    assert (written.changed, written.removed) == (0, 0)
    assert written.files == len(before) - 1
    assert {name: (there / name).stat().st_mtime_ns for name in contents(there)} == before


def test_brief_and_figures_made_again_are_the_same_bytes(site):
    made = brief_files(planted_view(lang=LANGS[0]), CORRIDOR)
    assert {name: site[name] for name in made} == made
    assert {name.rpartition(".")[2] for name in made} == {"html", "pdf", "png"}


def test_data_package_describes_its_tables(site):
    described = json.loads(site["data/datapackage.json"])
    assert {one["name"] for one in described["resources"]} == {"places", "crossings", "sources"}
    for one in described["resources"]:
        rows = list(csv.DictReader(io.StringIO(site[f"data/{one['path']}"].decode("utf-8-sig"))))
        assert len(rows) == one["rows"]
        assert list(rows[0]) == [field["name"] for field in one["schema"]["fields"]]
    assert described["licenses"]


def test_every_format_is_there_with_its_provenance(site):
    there = {name for name in site if name.startswith(("data/", "es/data/"))}
    formats = {form for forms in FORMATS.values() for form in forms}
    assert {name.rpartition(".")[2] for name in there} >= formats
    for folder in ("data", "es/data"):
        provenance = json.loads(site[f"{folder}/provenance.json"])
        digests = {f"{folder}/{one['file']}": one["sha256"] for one in provenance["files"]}
        made = tuple(f".{form}" for form in formats - {"csv"})
        tables = {name for name in there if name.startswith(folder) and name.endswith(made)}
        assert tables <= set(digests)
        for name, digest in digests.items():
            assert digest == hashlib.sha256(site[name]).hexdigest()
        names = [one["source_id"] for one in provenance["sources"]]
        assert names == sorted(set(names))


def worker_of(site):
    given = re.search(rb"^const \{ version, first, languages \} = (\{.*\});$", site[WORKER], re.M)
    return json.loads(given[1])


def test_what_a_telephone_keeps_is_there_and_small(site):
    kept = worker_of(site)
    assert set(kept["languages"]) == set(READER_LANGS)
    for lang in READER_LANGS:
        first = [*kept["first"], *kept["languages"][lang]]
        assert {f"{lang}/index.html", f"{lang}/offline.html"} <= set(first)
        assert f"{lang}/map/{CORRIDOR}.html" in first
        assert sum(len(site[name]) for name in first) < 1_000_000


def test_worker_names_the_release_by_all_other_files(site):
    others = {name: content for name, content in site.items() if name not in (WORKER, LIST)}
    langs = tuple(worker_of(site)["languages"])
    assert worker(others, langs) == site[WORKER]
    changed = others | {f"en/corridor/{CORRIDOR}.html": b"other"}
    assert worker(changed, langs) != site[WORKER]


def test_manifest_names_pages_and_pictures_that_are_there(site):
    for lang in LANGS:
        name = manifest(lang)
        said = json.loads(site[name])
        assert inside(name, said["start_url"]) == f"{lang}/index.html"
        assert inside(name, said["scope"]) == "."
        assert {one["sizes"] for one in said["icons"]} == {"192x192", "512x512"}
        assert all(site[inside(name, one["src"])][:4] == b"\x89PNG" for one in said["icons"])


def test_missing_page_carries_all_that_it_needs(site, pages):
    for name in ("404.html", *(f"{lang}/404.html" for lang in READER_LANGS)):
        page = pages[name]
        assert page.tags.count("section") == (len(READER_LANGS) if name == "404.html" else 1)
        assert [one for one in page.links() if not one.endswith("index.html")] == ["data:,"]
        policy = next(
            value for _, key, value in page.attributes if key == "content" and "src" in value
        )
        for tag in (b"style", b"script"):
            text = re.search(rb"<%b>(.*?)</%b>" % (tag, tag), site[name], re.S)[1]
            digest = base64.b64encode(hashlib.sha256(text).digest()).decode()
            assert f"{tag.decode()}-src 'sha256-{digest}'" in policy


def test_search_looks_through_what_is_published_alone(site):
    view = planted_view().lifted
    for lang in LANGS:
        script = site[search_index(lang)]
        index = json.loads(script.removeprefix(b"globalThis.atlasPlaces = ").rstrip(b";\n"))
        assert index["payload"]["places"]["n"] == len(view.places)
        assert not index["payload"]["places"]["numbers"]
        assert len(script) + len(site[SEARCH]) < 150_000
        for town in index["files"]["towns"]:
            assert f"{lang}/town/{town['file']}.html" in site
        for need in index["files"]["needs"].values():
            assert f"{lang}/need/{need}.html" in site


def test_corridor_leads_to_its_brief_and_its_figures(site):
    for lang in LANGS:
        name = f"{lang}/corridor/{CORRIDOR}.html"
        targets = {inside(name, one) for one in Page(site[name].decode()).links() if "/" in one}
        assert site[f"{lang}/brief/{CORRIDOR}.pdf"][:5] == b"%PDF-"
        assert f"{lang}/brief/{CORRIDOR}.html" in targets
        shown = {one for one in site if one.startswith(f"{lang}/figure/")}
        assert len(shown) >= 4
        assert shown <= targets


def test_first_use_of_a_corridor_is_small(site):
    first = [f"en/corridor/{CORRIDOR}.html", "assets/site.css", "assets/site.js"]
    assert sum(len(site[name]) for name in first) < 200_000


def test_public_address_is_in_pages_and_sitemap(addressed, site):
    files = {one.relative_to(addressed).as_posix() for one in addressed.rglob("*.html")}
    sitemap = ET.fromstring((addressed / "sitemap.xml").read_text())  # noqa: S314, our own
    named = {one.text.removeprefix(f"{BASE}/") for one in sitemap.iter() if one.tag.endswith("loc")}
    assert named == {
        name for name in files if "/map/" not in name and not name.endswith(NOT_FOR_SEARCH_ENGINES)
    }
    others = {one.get("href") for one in sitemap.iter() if one.tag.endswith("link")}
    assert {one.removeprefix(f"{BASE}/") for one in others} == named - {"index.html"}
    assert f"Sitemap: {BASE}/sitemap.xml" in (addressed / "robots.txt").read_text()
    for name in named - {"index.html"}:
        text = (addressed / name).read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{BASE}/{name}">' in text
    assert "sitemap.xml" not in site
    missing = (addressed / "404.html").read_text(encoding="utf-8")
    assert f'href="{BASE}/en/index.html"' in missing
    assert "<script" not in missing
    for name in ("index", f"corridor/{CORRIDOR}"):
        page = Page((addressed / f"en/{name}.html").read_text(encoding="utf-8"))
        (found,) = (one for one in page.links() if one.endswith(".json"))
        said = json.loads((addressed / found.removeprefix(f"{BASE}/")).read_text(encoding="utf-8"))
        assert (said["version"], said["type"]) == ("1.0", "rich")
        (frame,) = (value for _, key, value in Page(said["html"]).attributes if key == "src")
        assert (addressed / frame.removeprefix(f"{BASE}/")).is_file()
    # Of a narrower filter no gap is said: it would not be one.
    gap = t("light.gap_people", "es").partition(":")[0].encode()
    assert gap in site["es/index.html"]
    assert gap not in (addressed / "es/index.html").read_bytes()
    assert not [name for name in site if b"example.org/atlas" in site[name]]


def test_address_that_is_none_is_refused(tmp_path):
    with pytest.raises(AtlasError, match="--base-url"):
        publish_site(planted_view(), tmp_path / "site", base_url="javascript:alert(1)")
    assert not (tmp_path / "site").exists()


@pytest.fixture
def small(tmp_path):
    folder = tmp_path / "small"
    write_site(folder, {"index.html": b"1", "en/a.html": b"a", "en/deep/b.html": b"b"})
    return folder


def test_run_removes_its_own_and_nothing_else(small):
    (small / "en" / "theirs.html").write_text("kept")
    written = write_site(small, {"index.html": b"2", "en/c.html": b"c"})
    assert (written.changed, written.removed) == (2, 2)
    left = {file.relative_to(small).as_posix() for file in small.rglob("*") if file.is_file()}
    assert left == {"index.html", "en/c.html", "en/theirs.html", LIST}
    assert not (small / "en" / "deep").exists()


def test_what_a_killed_run_left_is_removed(small):
    hidden = small / "en" / ".a-0123abcd0123abcd0123abcd.html"
    strange = small / "en" / ".a-0123abcd0123abcd0123abcd.txt"
    hidden.write_text("half")
    strange.write_text("theirs")
    write_site(small, {"index.html": b"1"})
    assert not hidden.exists()
    assert strange.exists()


def test_strange_folder_is_refused(tmp_path):
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(ExportError, match=r"thesis\.docx"):
        write_site(tmp_path, {"index.html": b"1"})
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.docx"]


def test_file_of_somebody_else_is_never_replaced(small):
    (small / "robots.txt").write_text("theirs")
    with pytest.raises(ExportError, match=r"robots\.txt"):
        write_site(small, {"index.html": b"3", "robots.txt": b"ours"})
    assert (small / "robots.txt").read_text() == "theirs"
    assert (small / "index.html").read_bytes() == b"1"


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a/../../outside.txt", "c:\\x"])
def test_edited_list_does_not_lead_out_of_the_folder(small, name):
    outside = small.parent / "outside.txt"
    outside.write_text("theirs")
    (small / LIST).write_text(json.dumps({"files": {name: ""}}))
    with pytest.raises(ExportError, match="no path below the folder"):
        write_site(small, {"index.html": b"1"})
    assert outside.exists()


def test_link_out_of_the_folder_is_not_followed(small):
    elsewhere = small.parent / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(small / "en")
    (small / "en").symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(ExportError, match="leads out"):
        write_site(small, {"en/a.html": b"x"})
    assert list(elsewhere.iterdir()) == []


def test_names_of_files_are_plain_and_apart():
    assert file_name("legal_aid") == "legal_aid"
    odd = ["../etc", "a b", "A b", "con", "é", "e", "", "x" * 300]
    made = [file_name(one) for one in odd]
    assert len(set(made)) == len(odd)
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,110}", one) for one in made)


def test_links_are_relative():
    assert link("es/place/a.html", "assets/site.css") == "../../assets/site.css"
    assert link("index.html", "es/index.html") == "es/index.html"
