"""`atlas refresh`: what feeds.toml may say, what changed, what is kept, and what is protected."""

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from filelock import FileLock

from atlas.base.errors import IngestError
from atlas.curation.feeds import prepare_folder, read_feeds, refresh
from atlas.data import load
from atlas.data.bundled import geodata_dir
from tests.support import feed_server as served

HEADER = "id,nombre,tipo,nivel,pais,estado,municipio,latitud,longitud,estatus,sensitivity"
ROW = "{0},Casa {0},Albergue,ONG,México,Baja California,Tijuana,{1},-117.0194,{2},{3}"
SECRET = "s3cret-of-the-test"  # noqa: S105, sent to this machine only
ANSWERS = {}


def table(*rows):
    return "\n".join([HEADER, *(ROW.format(*row) for row in rows)]) + "\n"


FIRST = table(
    ("una", 32.5331, "open", "open"),
    ("dos", 32.5231, "closed", "open"),
    ("tres", 32.5131, "open", "open"),
    ("ida", 32.5031, "open", "open"),
    ("rota", 32.4931, "open", "open"),
)
SECOND = table(
    ("una", 32.5331, "closed", "open"),
    ("dos", 32.5231, "open", "open"),
    ("tres", 32.5151, "open", "open"),
    ("nueva", 32.5011, "open", "open"),
    ("rota", 32.4931, "open", "perhaps"),
)


@pytest.fixture(scope="module")
def server():
    with served.feed_server(ANSWERS) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy of the package, which feeds.toml is written into."""
    made = tmp_path_factory.mktemp("package") / "geodata"
    shutil.copytree(geodata_dir(), made, ignore=shutil.ignore_patterns("recipes", "streets"))
    return made


@pytest.fixture(scope="module")
def package(folder):
    return load(folder)


@pytest.fixture
def feeds(folder, package, server):
    """Write feeds.toml and read it; `{url}` is the server."""

    def feeds(text, *names):
        (folder / "feeds.toml").write_text(text.replace("{url}", server.url), encoding="utf-8")
        return read_feeds(package, names)

    yield feeds
    (folder / "feeds.toml").unlink(missing_ok=True)


ONE = """
[feeds.albergues]
kind = "csv"
address = "{url}/a.csv"
as = "shelters"
private_hosts = ["127.0.0.1"]
"""


@pytest.fixture
def refreshed(feeds, package, tmp_path):
    """Refresh a feed once for each answer, a day later every time."""
    kept = tmp_path / "kept"
    prepare_folder(kept)
    days = iter(range(1, 28))

    def refreshed(answer, settings=ONE, environ=(), clock_off=0):
        ANSWERS["/a.csv"] = answer
        now = datetime(2026, 11, next(days), 9, tzinfo=UTC) + timedelta(days=clock_off)
        return refresh(feeds(settings)[0], package, kept, now=now, environ=dict(environ))

    refreshed.kept = kept
    return refreshed


def read(file):
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_what_changed_since_the_last_answer_is_counted_and_listed(refreshed):
    first = refreshed(FIRST)
    assert (first.first, first.rows, first.clean, first.counts["new"]) == (True, 5, 5, 5)
    second = refreshed(SECOND)
    expected = {"new": 1, "gone": 1, "opened": 1, "closed": 1, "moved": 1}
    assert {name: second.counts[name] for name in expected} == expected
    changes = read(second.folder / "changes.csv")
    assert [row["id"] for row in changes if row["change"] == "row_removed"] == ["ida"]
    moved = next(row for row in changes if row["change"] == "point_moved")
    assert (moved["id"], round(float(moved["moved_m"]), -1)) == ("tres", 220)


def test_a_row_that_is_held_back_is_not_gone(refreshed):
    rows = [("una", 32.5331, "open", "open"), ("dos", 32.5231, "open", "open")]
    refreshed(table(*rows))
    wrong = table(*rows).replace("México", "Estados Unidos", 1)
    found = refreshed(wrong)
    assert (found.held, found.counts["gone"]) == (1, 0)


def test_protection_fails_closed(refreshed):
    """What is not understood of its protection is withheld, and so is what says nothing."""
    rows = table(("una", 32.5331, "open", "perhaps"), ("dos", 32.5231, "open", ""))
    found = refreshed(rows)
    assert [row["sensitivity"] for row in read(found.table)] == ["withheld", "withheld"]


def test_an_answer_is_kept_with_its_day_and_the_oldest_goes(refreshed):
    settings = ONE + "keep = 1\n"
    answers = [table(("una", 32.5 + n / 1000, "open", "open")) for n in range(2)]
    found = [refreshed(answer, settings) for answer in answers]
    kept = [one.name for one in (refreshed.kept / "albergues").iterdir() if one.is_dir()]
    assert kept == [found[1].folder.name]
    assert kept[0].startswith("2026-11-02T")
    assert (found[1].folder / "answer.csv").read_text(encoding="utf-8") == answers[1]
    assert (refreshed.kept / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_clock_that_jumps_loses_no_answer_and_is_noticed(refreshed):
    """The two that came last are kept, and each is compared with the one before it."""
    found = []
    for n, days in enumerate((0, 400, -800, 3650, 0, 0)):
        answer = table(("una", 32.5331, "open", "open"), ("dos", 32.5231 + n / 500, "open", "open"))
        found.append(refreshed(answer, ONE + "keep = 2\n", clock_off=days))
        kept = {one.name for one in (refreshed.kept / "albergues").iterdir() if one.is_dir()}
        assert kept == {one.folder.name for one in found[-2:]}
    assert [one.clock_is_back for one in found] == [False, False, True, False, True, False]
    counts = [{name: n for name, n in one.counts.items() if n} for one in found]
    assert counts == [{"new": 2}, *[{"moved": 1}] * 5]


def test_the_same_answer_changes_nothing(refreshed, server):
    tagged = lambda asked: asked.give(FIRST, ETag='"1"')  # noqa: E731
    first = refreshed(tagged)
    again = refreshed(tagged)
    assert (again.folder, again.day) == (None, first.day)
    assert server.asked[-1][1]["If-None-Match"] == '"1"'
    assert refreshed(served.status(304)).folder is None
    # With another mapping the answer is read again, so it is asked for as a whole.
    other = refreshed(tagged, ONE + '[feeds.albergues.mapping]\ndefaults = { operator = "X" }\n')
    assert "If-None-Match" not in server.asked[-1][1]
    assert other.folder is not None


def test_a_failed_answer_is_not_kept_and_the_last_stays_the_last(refreshed):
    refreshed(FIRST)
    for fault in (served.status(500), "<html><title>Sign in</title>", "a,b\n1,2\n"):
        with pytest.raises(IngestError, match="albergues"):
            refreshed(fault)
    assert refreshed(FIRST).folder is None
    assert len([one for one in (refreshed.kept / "albergues").iterdir() if one.is_dir()]) == 1


def test_a_wrong_charset_does_not_spoil_names(refreshed):
    said = "text/csv; charset=utf-8"
    body = FIRST.replace("Casa una", "Casa Peñón").encode("cp1252")
    found = refreshed(lambda asked: asked.give(body, Content_Type=said))
    assert read(found.table)[0]["name"] == "Casa Peñón"


def test_two_runs_at_once_do_not_meet(refreshed):
    (refreshed.kept / "albergues").mkdir()
    with (
        FileLock(refreshed.kept / "albergues" / "refresh.lock"),
        pytest.raises(IngestError, match="another run"),
    ):
        refreshed(FIRST)


def test_no_file_holds_the_secret(refreshed, server):
    settings = ONE + 'token_env = "ATLAS_FEED_X"\n'
    answer = FIRST.replace("Casa una", f"Casa {SECRET}")
    refreshed(answer, settings, {"ATLAS_FEED_X": SECRET})
    assert server.asked[-1][1]["Authorization"] == f"Bearer {SECRET}"
    files = [one for one in refreshed.kept.rglob("*") if one.is_file()]
    assert len(files) > 6
    assert not [one for one in files if SECRET.encode() in one.read_bytes()]


def test_a_folder_gives_its_last_file(refreshed, tmp_path):
    (tmp_path / "in").mkdir()
    for name, rows in (("2026-01.csv", FIRST), ("2026-02.csv", SECOND)):
        (tmp_path / "in" / name).write_text(rows, encoding="utf-8")
    settings = f'[feeds.a]\nkind = "folder"\naddress = {str(tmp_path / "in")!r}\nas = "shelters"\n'
    assert refreshed("", settings).rows == 5


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("kind", "kinds"), r"feeds\.toml \[feeds\.albergues\]: unknown key 'kinds'; use one of"),
        (('"csv"', '"cvs"'), "kind is 'cvs'; use one of csv, google_sheet"),
        (('"shelters"', '"crossings"'), "as is 'crossings'; use one of shelters"),
        (("address", "# address"), "address is missing"),
        (("[feeds.albergues]", '[feeds."../x"]'), "'../x' cannot be the name of a feed"),
        (("[feeds.albergues]", "[feed.albergues]"), "unknown key 'feed'; use one of feeds"),
        (('["127.0.0.1"]', '["127.0.0.1"]\nseconds = 0'), "seconds must be a whole number"),
        (('["127.0.0.1"]', '"127.0.0.1"'), "private_hosts must be a list"),
        (('["127.0.0.1"]', '[]\ntoken_env = "AWS_KEY"'), "token_env has another form"),
        (('["127.0.0.1"]', '[]\nmapping = { colums = 1 }'), "mapping: unknown key 'colums'"),
        (('["127.0.0.1"]', "["), "is not valid TOML"),
    ],
)  # fmt: skip
def test_what_feeds_toml_may_not_say_is_one_line(feeds, change, words):
    with pytest.raises(IngestError, match=words) as failed:
        feeds(ONE.replace(*change))
    assert "\n" not in str(failed.value)


def test_a_secret_in_the_file_is_not_repeated(feeds):
    with pytest.raises(IngestError) as failed:
        feeds(ONE + f'token_env = "{SECRET}"\n')
    assert SECRET not in str(failed.value)


def test_a_feed_that_fails_does_not_stop_the_others(run, feeds, folder, tmp_path):
    ANSWERS.update({"/a.csv": served.status(500), "/b.csv": FIRST})
    feeds(ONE + ONE.replace("albergues", "otros").replace("a.csv", "b.csv"))
    code, out, err = run("refresh", folder, "--keep", tmp_path / "kept", "--lang", "en")
    assert (code, err) == (1, "")
    assert "error: albergues: the server answered with the error 500" in out
    assert "otros: rows: 5 (5 clean, 0 held back)" in out
    # The merge that is proposed is one that can be made.
    made = next((tmp_path / "kept" / "otros").glob("2*"))
    done = tmp_path / "new"
    merge = ("merge", made / "otros.csv", "--as", "shelters", "--review", made / "review.csv")
    code, out, err = run(*merge, "-o", done, "--data", folder)
    assert (code, err) == (0, "")
    assert "Casa una" in (done / "shelters.csv").read_text(encoding="utf-8")
    assert not (done / ".feeds").exists()


def test_the_command_says_the_same_to_a_machine(run, feeds, folder, tmp_path):
    ANSWERS["/a.csv"] = FIRST
    feeds(ONE)
    code, out, _ = run("refresh", folder, "--keep", tmp_path / "kept", "--json")
    (told,) = json.loads(out)["feeds"]
    assert (code, told["feed"], told["rows"], told["counts"]["new"]) == (0, "albergues", 5, 5)
    assert told["clock_before"] == ""
    noted = tmp_path / "kept" / "albergues" / "last.json"
    later = json.loads(noted.read_text(encoding="utf-8")) | {"day": "2999-01-31"}
    noted.write_text(json.dumps(later), encoding="utf-8")
    code, out, _ = run("refresh", folder, "--keep", tmp_path / "kept", "--lang", "en")
    today = datetime.now(UTC).date().isoformat()
    assert (code, len(out.splitlines())) == (0, 2)
    assert f"the clock of this machine says {today}, which is before" in out
    assert "2999-01-31" in out
    code, out, err = run("refresh", folder, "--feed", "nada", "--keep", tmp_path / "kept")
    assert (code, out) == (2, "")
    assert "'nada'" in err
    assert err.count("\n") == 1
