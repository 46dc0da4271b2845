"""Walk every page, a map file, the figures and a brief in one language, and print what was said.

Run as `python -m tests.support.walk_in_a_language <lang>` where `atlas` is the copy to walk.
"""

import json
import os
import sys
from pathlib import Path

import matplotlib as mpl
from streamlit.testing.v1 import AppTest

import atlas.app
from atlas import capsule, load, select
from atlas.app.page_parts import number_format
from atlas.base.i18n import LANGS, missing, number, t
from atlas.data.bundled import pages_dir
from atlas.output.figures import KINDS, alt_text, figure, title
from atlas.output.report import build
from atlas.output.report.docx import to_docx
from atlas.output.report.html import to_html
from atlas.output.report.markdown import to_markdown
from atlas.output.report.pdf import to_pdf
from atlas.places.join import check_package
from atlas.places.view import describe
from atlas.webmap.capsule import read_capsule

CORRIDOR = "tijuana-san-diego"
PAYLOAD = ("lang", "title", "languages", "corridors", "vocab")
PICK = {"coverage": {"pick": ["near.US"]}, "corridor": {"pick": ["legal_aid.MX"]}}


def walk(lang):
    view = select(corridor=CORRIDOR, lang=lang)
    html = capsule(view)
    held = read_capsule(html)
    services = figure(view, "services")
    brief = build(view)  # once for all formats: to draw its figures takes seconds
    return {
        "langs": LANGS,
        "number": [number(650_968, lang), number(0.68, lang, 2), number_format(lang, 1)],
        "missing": missing(lang),
        "vocab": view.vocab.missing(lang),
        "counted": describe(load())["words that fall back"],
        "problems": check_package()["code"].tolist(),
        "pages": {file.stem: page(file, lang) for file in sorted(pages_dir().glob("*.py"))},
        "html": html[:200],
        "payload": {key: held["payload"][key] for key in PAYLOAD},
        "strings": held["strings"][lang],
        "figure": title(view, "services"),
        "drawn": [text.get_text() for text in services.findobj(mpl.text.Text)],
        "alt": {kind: alt_text(view, kind) for kind in KINDS},
        "brief": to_html(brief),
        "documents": [
            *(len(write(brief)) for write in (to_docx, to_pdf)),
            len(to_markdown(brief, {kind: f"{kind}.png" for kind in brief.pictures})),
        ],
        "heading": t("app.heading_coverage", lang),
    }


def page(file, lang):
    main = Path(atlas.app.__file__).with_name("main.py")
    app = AppTest.from_file(main, default_timeout=120)
    for name, values in {"lang": [lang], "corridor": [CORRIDOR], **PICK.get(file.stem, {})}.items():
        app.query_params[name] = values
    app.run()
    if file.stem != "explore":
        app.switch_page(os.path.relpath(file, main.parent)).run()
    document = [one.proto for one in app.get("bidi_component") if one.proto.id.endswith("document")]
    return {
        "raised": [one.message for one in app.exception],
        "title": [one.value for one in app.title],
        "lang": json.loads(document[0].json)["lang"],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(walk(sys.argv[1])))
