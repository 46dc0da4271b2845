"""The server below a path of somebody else's: nginx in front, with the path kept or taken off."""

import re
from urllib.request import urlopen

import pytest

from tests.support.app_server import serve
from tests.support.nginx import NGINX, free_ports, nginx

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (nginx-light)"),
]
CONFIG = """
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  proxy_http_version 1.1;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_upgrade;
  server {{ listen 127.0.0.1:{kept}; location /atlas {{ proxy_pass {atlas}; }} }}
  server {{ listen 127.0.0.1:{taken};
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    location /atlas/ {{ proxy_pass {atlas}/; }} }}
"""


@pytest.fixture(scope="module")
def below(tmp_path_factory):
    """Two addresses of one server below `/atlas`: nginx keeps the path, or takes it off."""
    kept, taken = free_ports(2)
    public = f"http://127.0.0.1:{kept}/atlas"
    with serve("--base-url", public) as server:
        folder = tmp_path_factory.mktemp("nginx")
        with nginx(folder, CONFIG.format(kept=kept, taken=taken, atlas=server.url), kept):
            yield {"kept": public, "taken": f"http://127.0.0.1:{taken}/atlas"}


@pytest.mark.parametrize("how", ["kept", "taken"])
def test_pages_open_below_a_path(below, open_page, how):
    page, watch = open_page(f"{below[how]}/corridor?corridor=tijuana-san-diego&lang=en")
    number = page.locator(".st-key-page a[href*='pick=']").first
    assert number.get_attribute("href").startswith("/atlas/corridor?")
    page.goto(f"{below[how]}?lang=en")  # without the slash
    page.locator(".leaflet-container").first.wait_for()
    page.locator(".atlas-row").first.wait_for()
    asked = [url for url in watch.requests if url.startswith("http:")]
    own = [url for url in asked if "/_stcore/" not in url]  # Streamlit tries where it is
    assert [url for url in own if "/atlas" not in url] == []
    assert not [error for error in watch.errors if "404" not in error]


def test_the_map_for_other_pages_and_its_code_are_below_the_path(below):
    with urlopen(f"{below['kept']}/embed?corridor=tijuana-san-diego") as answer:  # noqa: S310, this machine
        assert b"atlas-data" in answer.read()
    with urlopen(f"{below['kept']}/") as answer:  # noqa: S310, this machine
        html = answer.read().decode()
    assert 'href="/atlas/assets/' in html
    assert 'action="/atlas/"' in html
    assert not re.findall(r'(?:href|src|action)="/(?!atlas/)', html)
