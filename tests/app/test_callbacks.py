"""A callback is carried out to its end, and every one of the app is such a one."""

import ast
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest

import atlas.app

SOURCES = sorted(Path(atlas.app.__file__).parent.rglob("*.py"))
PASSED_ON = {"on_select"}
CALLS = re.compile(r"on_(click|select|(\w+_)?change)")


def page(unbroken):
    """Offer a button in the middle of whose callback the browser tells something newer."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from atlas.app import callbacks

    def take(*told):
        if "overtaken" not in st.session_state:
            st.session_state["overtaken"] = True
            get_script_run_ctx().script_requests.request_rerun(RerunData())
        st.session_state["taken"] = told

    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    called = callbacks.unbroken(take) if unbroken else take
    st.button("Take", on_click=called, args=("this", "and that"))


def clicked(*, unbroken):
    app = AppTest.from_function(page, args=(unbroken,)).run()
    app.button[0].click().run()
    assert not app.exception
    assert app.session_state["overtaken"]
    assert app.session_state["runs"] == 2
    return app.session_state


def test_callback_is_carried_out_although_something_newer_is_told():
    assert clicked(unbroken=True)["taken"] == ("this", "and that")


def test_streamlit_alone_would_lose_it():
    assert "taken" not in clicked(unbroken=False)


def callbacks_of(tree):
    """Find what the widgets of a module call."""
    for call in ast.walk(tree):
        for given in getattr(call, "keywords", ()):
            if CALLS.fullmatch(given.arg or "") and not isinstance(given.value, ast.Constant):
                yield given.value


def marked(tree):
    """Find the functions that a module declares to be unbroken."""
    for function in ast.walk(tree):
        for by in getattr(function, "decorator_list", ()):
            if isinstance(by, ast.Name) and by.id == "unbroken":
                yield function.name


def is_unbroken(value, names):
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "unbroken"
    return isinstance(value, ast.Name) and value.id in names


def test_every_callback_of_the_app_is_unbroken():
    found, broken = 0, []
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {*marked(tree), *PASSED_ON}
        for value in callbacks_of(tree):
            found += 1
            if not is_unbroken(value, names):
                broken.append(f"{path.name}:{value.lineno}")
    assert broken == []
    assert found > 15
