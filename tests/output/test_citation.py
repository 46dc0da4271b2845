"""Citations: what they name, and that text from data or from a link is inert in each form."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas import data
from atlas.base.errors import ExportError
from atlas.base.i18n import LANGS
from atlas.base.public_address import BASE_URL
from atlas.output.report.blocks import plain
from atlas.output.report.citation import FORMS, citation, cite
from atlas.output.report.tex import tex, tex_link
from atlas.places.filters import Filter
from atlas.places.view import make_view

CORRIDOR = "juarez-el-paso"
HOSTILE = r'}} @misc{x, \input{/etc/passwd} % $a$ #1 & "q" ~ ^ _ {{7*191}} </script>'
UNDONE = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
    r"\textgreater{}": ">", r"\textbar{}": "|", r"\textasciigrave{}": "`", r"{\char34}": '"',
    "-{}": "-", "'{}": "'", **{f"\\{sign}": sign for sign in "&%$#_"},
}  # fmt: skip
COMMAND = re.compile("|".join(map(re.escape, UNDONE)))


def view_of(lang="en", **chosen):
    return make_view(data.load(), Filter(corridor=(CORRIDOR,), lang=lang, **chosen))


def balanced(text):
    """Whether the braces close as BibTeX counts them, which knows no escaped ones."""
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


@pytest.fixture(autouse=True)
def no_address(monkeypatch):
    monkeypatch.delenv(BASE_URL, raising=False)


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMS)
def test_every_form_names_title_version_date_filter_and_licence(form, lang, monkeypatch):
    view = view_of(lang, kind=("shelter",))
    link = f"https://atlas.example.org/?corridor={CORRIDOR}&kind=shelter&lang={lang}"
    assert "http" not in cite(view, form), "no address of the web without a public one"
    monkeypatch.setenv(BASE_URL, "https://atlas.example.org")
    said = cite(view, form)
    title = {"es": "Atlas de corredores fronterizos", "en": "Border Corridor Atlas"}[lang]
    assert f"{title}: Ciudad Juárez \N{EN DASH} El Paso" in said
    assert view.version in said
    assert "2026" in said
    assert view.vocab.label("kind", "shelter", lang) in said
    assert "CC-BY-4.0" in said
    assert link in said
    assert not re.search(
        r"\{\w+\}[^,}]|cite\.\w|report\.\w", said.replace("{{", "").replace("}}", "")
    )


def test_text_ends_in_the_link_as_it_is():
    said = cite(view_of(), "text", "https://example.org/?q=a")
    assert said.endswith(" https://example.org/?q=a")
    assert said.startswith("The Border Corridor Atlas team (2026). Border Corridor Atlas: ")


def test_csl_is_one_item_that_reference_managers_read():
    (item,) = json.loads(cite(view_of(q=HOSTILE), "csl-json"))
    assert item["type"] == "dataset"
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert plain(HOSTILE) in item["note"]
    assert item["author"] == [{"literal": "The Border Corridor Atlas team"}]


def test_bibtex_is_one_entry_whatever_the_link_asks_for():
    said = cite(view_of(q=HOSTILE), "bibtex")
    assert balanced(said)
    assert len(re.findall(r"^@", said, re.MULTILINE)) == 1
    assert not re.findall(r"(?<!\\)[%$#&~^]", said)
    fields = re.findall(r"^  (\w+) = \{(.*)\},$", said, re.MULTILINE)
    assert len(fields) == said.count("\n") - 1
    assert HOSTILE in COMMAND.sub(lambda found: UNDONE[found[0]], dict(fields)["note"])


def test_equal_views_have_one_key_and_other_filters_another():
    keys = {
        citation(view).key
        for view in (view_of(), view_of("es"), view_of(kind=("shelter",)), view_of(q=HOSTILE))
    }
    assert len(keys) == 3
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9.-]*", key) for key in keys)


def test_unknown_form_is_one_line():
    with pytest.raises(ExportError, match="unknown form of citation 'ris'; use one of text, bib"):
        cite(view_of(), "ris")


@given(st.text())
def test_latex_reads_as_the_text_itself(text):
    made = tex(text)
    assert balanced(made)
    assert COMMAND.sub(lambda found: UNDONE[found[0]], made) == text
    assert not set(COMMAND.sub("", made)) & set('\\{}%$#&~^_|<>`"')
    assert "--" not in made


def test_latex_link_breaks_between_its_parts_only():
    made = tex_link("https://example.org/?a=1&b=2%20c")
    assert made == r"https://example.org/\allowbreak{}?a=1\&\allowbreak{}b=2\%20c"


def test_command_prints_the_citation(run):
    code, out, _ = run("cite", "--corridor", CORRIDOR, "--lang", "en", "--as", "bibtex")
    assert code == 0
    assert out == cite(view_of(), "bibtex") + "\n"
    code, out, err = run("cite", "--as", "ris")
    assert (code, out, err.count("\n")) == (2, "", 1)
