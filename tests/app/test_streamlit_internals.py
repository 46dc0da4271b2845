"""What the app uses of Streamlit without a promise that it stays.

Each is named here with the module that uses it. When one fails after an upgrade, look at that
module first, then raise the upper bound in `pyproject.toml`.
"""

import inspect
import re
import tomllib
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import pytest
import streamlit

import atlas.app

HERE = Path(atlas.app.__file__).parent
ROOT = Path(__file__).resolve().parents[2]
STATIC = Path(streamlit.__file__).parent / "static"

INTERNALS = [
    # module, name, used by
    ("streamlit.runtime.scriptrunner", "RerunException", "callbacks.py"),
    ("streamlit.runtime.scriptrunner", "get_script_run_ctx", "readers.py, partner_page/desk.py"),
    (
        "streamlit.runtime.memory_uploaded_file_manager",
        "MemoryUploadedFileManager.remove_file",
        "partner_page/desk.py",
    ),
    ("streamlit.runtime.uploaded_file_manager", "UploadedFile", "uploads.py"),
    ("streamlit.runtime.uploaded_file_manager", "DeletedFile", "uploads.py"),
    ("streamlit.errors", "StreamlitSecretNotFoundError", "readers.py"),
    ("starlette.formparsers", "MultiPartParser.spool_max_size", "uploads.py"),
]


@pytest.mark.parametrize(("module", "name", "user"), INTERNALS)
def test_an_internal_name_is_there(module, name, user):
    found = import_module(module)
    for part in name.split("."):
        found = getattr(found, part, None)
        assert found is not None, f"atlas/app/{user} needs {module}.{name}, which is gone"


def test_the_context_of_a_run_knows_the_session_and_its_files():
    from streamlit.runtime.scriptrunner import get_script_run_ctx
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    assert "suppress_warning" in inspect.signature(get_script_run_ctx).parameters
    lacking = {"session_id", "uploaded_file_mgr"} - set(ScriptRunContext.__dataclass_fields__)
    assert not lacking, f"atlas/app/partner_page/desk.py drops files by {lacking}, which is gone"


def test_a_break_off_is_no_ordinary_exception():
    """`callbacks.unbroken` relies on handlers of errors letting it through."""
    from streamlit.runtime.scriptrunner import RerunException

    assert not issubclass(RerunException, Exception)


def test_an_application_takes_what_asgi_gives_it():
    lacking = {"routes", "middleware", "on_script_error"} - set(
        inspect.signature(streamlit.App).parameters
    )
    assert not lacking, f"atlas/app/asgi.py gives streamlit.App {lacking}, which it does not take"


def test_the_page_has_scripts_whose_hashes_the_policy_names():
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    assert "<script>" in page, "atlas/app/security.py looks for Streamlit's own inline scripts"


@pytest.mark.slow
def test_every_test_id_that_the_styles_and_scripts_use_is_on_the_page():
    used = {
        name: file.name
        for file in [*HERE.glob("*.css"), *HERE.glob("*.js")]
        for name in re.findall(r'data-testid="?(\w+)', file.read_text(encoding="utf-8"))
    }
    code = "".join(file.read_text(encoding="utf-8") for file in STATIC.rglob("*.js"))
    gone = {name: file for name, file in used.items() if f'"{name}"' not in code}
    gone = {name: file for name, file in gone.items() if f"`{name}`" not in code}
    assert used
    assert not gone, f"atlas/app styles what Streamlit no longer draws: {gone}"


def test_the_bound_is_the_next_minor_version():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (bound,) = (
        re.fullmatch(r"streamlit>=[\d.]+,<(\d+)\.(\d+)", one)
        for one in declared["dependencies"]
        if one.startswith("streamlit")
    )
    assert bound, "Streamlit's internals are used, so it needs an upper bound"
    major, minor = (int(part) for part in version("streamlit").split(".")[:2])
    assert (int(bound[1]), int(bound[2])) == (major, minor + 1)
