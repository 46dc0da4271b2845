"""What the server answers before any script has run."""

import base64
import gzip
import hashlib
import re

import pytest

from atlas.app import assets
from atlas.base.i18n import t
from atlas.data import load
from atlas.data.bundled import pages_dir
from atlas.places.filters import Filter
from atlas.places.view import make_view
from tests.app.test_server import get, policy

pytestmark = pytest.mark.slow


def text(answer):
    return answer[2].decode("utf-8")


@pytest.mark.parametrize("path", ["/", "/lite"])
def test_list_is_in_the_answer_itself(server, path):
    html = text(get(f"{server.url}{path}?corridor=juarez-el-paso&lang=en"))
    view = make_view(load(), Filter(corridor=("juarez-el-paso",), lang="en"))
    shown = re.findall(r'data-place="([^"]+)"', html)
    assert sorted(shown) == sorted(view.places["facility_id"])
    assert ('id="workbench"' in html) == (path == "/")


def test_every_page_of_the_workbench_begins_with_text_and_waits_in_it(server):
    for file in pages_dir().glob("*.py"):
        path = "/" if file.stem == "explore" else f"/{file.stem}"
        html = text(get(f"{server.url}{path}?lang=en&kind=shelter"))
        assert f"<h1>{t(f'app.heading_{file.stem}', 'en')}</h1>" in html
        assert '<div id="root"></div>' in html
        held = html[html.index('<template id="workbench">') : html.index("</template>")]
        assert 'type="module"' in held
        assert "kind=shelter" in html


def test_what_the_map_needs_is_fetched_with_the_workbench(server):
    html = text(get(f"{server.url}/"))
    held = html[html.index('<template id="workbench">') : html.index("</template>")]
    named = re.findall(r'<link rel="(?:module)?preload"[^>]*href="(/[^"]+)"', held)
    assert len(named) == len(assets.code()) + 1
    for path in named:
        assert get(server.url + path)[0] == 200
    assert "/data/points.json" not in text(get(f"{server.url}/data")).split("</template>")[0]


@pytest.mark.parametrize(
    ("query", "asked", "lang"),
    [("", "en-US,es;q=0.5", "en"), ("", "fr-FR,en;q=0.5", "fr"), ("", "de-DE, ht;q=0.5", "ht"),
     ("", "de-DE", "es"), ("", "", "es"),
     ("?lang=en", "es-MX", "en"), ("?lang=xx", "en-US", "es")],
)  # fmt: skip
def test_language_is_that_of_the_link_or_of_the_browser(server, query, asked, lang):
    answer = get(f"{server.url}/lite{query}", **{"Accept-Language": asked})
    assert f'<html lang="{lang}">' in text(answer)
    assert "Accept-Language" in answer[1]["Vary"]


def test_page_is_sent_compressed_and_only_once(server):
    url = f"{server.url}/lite?lang=en"
    plain, packed = get(url), get(url, **{"Accept-Encoding": "gzip"})
    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]
    assert len(packed[2]) < 30_000, "first text within two seconds at 400 kbit/s"
    again = get(url, **{"If-None-Match": plain[1]["ETag"]})
    assert (again[0], again[2]) == (304, b"")


def test_unusable_values_are_named_and_dropped(server):
    html = text(get(f"{server.url}/lite?lang=en&kind=%3Cimg+src%3Dx%3E&id=nowhere"))
    assert "&lt;img src=x&gt;" in html
    assert "<img" not in html
    assert "light-first" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_scripts_in_the_page_are_those_that_the_policy_names(server):
    for path in ("/", "/lite", "/corridor"):
        _, headers, body = get(server.url + path)
        allowed = policy(headers)["script-src"]
        assert "unsafe" not in allowed
        for script in re.findall(rb"<script>(.*?)</script>", body, re.DOTALL):
            digest = base64.b64encode(hashlib.sha256(script).digest()).decode("ascii")
            assert f"'sha256-{digest}'" in allowed


def test_streamlits_code_is_sent_compressed_to_whoever_takes_it(server):
    html = text(get(f"{server.url}/"))
    name = re.search(r'src="\./(static/js/index\.[\w-]+\.js)"', html)[1]
    plain = get(f"{server.url}/{name}")
    packed = get(f"{server.url}/{name}", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed[2]) == plain[2]
    assert len(packed[2]) < len(plain[2]) / 2
    for answer in (plain, packed):
        assert "immutable" in answer[1]["Cache-Control"]
        assert answer[1]["X-Content-Type-Options"] == "nosniff"
    outside = get(f"{server.url}/static/js/../../index.js", **{"Accept-Encoding": "gzip"})
    assert outside[0] in (400, 404) or outside[2].startswith(b"<!--")
