// The live map as a Streamlit component: the atlas is made once and filters by itself; the server
// is notified of what the reader does, and reports what comes from elsewhere, a link or another page.
// The component itself (map_component.py) only imports this file, so that a run sends little.
//
// data     urls    {atlas, leaflet, points, styles[]}, loaded once from the server, and perhaps
//                  qr, which answers with the QR code of a link
//          own     the points of a signed-in reader as JSON, instead of those at urls.points
//          lang    a code of a language
//          epoch   grows when `query` and `id` come from elsewhere and the map must follow them
//          query   the filter as a link
//          id      the selected place
//          extra   the reader's list and comparison as a link
//          at      {zoom, lat, lon} where the map starts, or null
//          correct where records are corrected, or nothing
//          background {template, attribution, maxZoom, host} of tiles under the map, or nothing
//          reports where reports on places are taken, or nothing
//          failed  what to say when the map cannot be loaded
// state    id, at  what the reader selected; where the map rests, as zoom/latitude/longitude
//          extra   the reader's list and comparison as a link
//          filter  the time and the filter as a link, when the reader changes it; a trigger would be
//                  lost when another message overtakes it on a busy server
// trigger  correct the id of a record that the reader wants to correct
//
// A message carries the page it is sent from. One sent after a link was clicked, but before the
// server answered, would bring the reader back here; so nothing is reported from then on, until she
// touches the map again.

const GAP_PX = 10;
const LEAST_PX = 460;
const REST_MS = 500;
const TYPING_MS = 120;
const CORRIDOR = "[class*=st-key-places] a[href$=corridor]";
const BACK = ["pointerdown", "keydown", "wheel"];
const runs = new WeakMap();

/** Show what a run of the page says; give the function that takes the map away. */
export function show(component) {
  const { parentElement: root, data } = component;
  const run = runs.get(root) ?? start(root, data);
  run.tell = component;
  run.done = run.done.then((atlas) => follow(run, atlas, data)).then((atlas) => openSheet(run.host, atlas)).catch((error) => fail(run, data, error));
  return () => stop(root, run);
}

function start(root, data) {
  const run = { host: root.querySelector(".live-map"), points: data.own ?? data.urls.points, timers: {} };
  run.fit = () => fitHeight(run.host);
  run.fit();
  run.followed = (event) => (run.leaving ||= event.composedPath().some((part) => part.href && !part.target));
  run.back = () => (run.leaving = false);
  globalThis.addEventListener("resize", run.fit);
  document.addEventListener("click", run.followed, true);
  BACK.forEach((kind) => run.host.addEventListener(kind, run.back, { capture: true, passive: true }));
  run.done = make(root, run, data);
  runs.set(root, run);
  return run;
}

async function make(root, run, data) {
  const [{ createAtlas }, leaflet, points] = await Promise.all([
    import(local(data.urls.atlas)),
    import(local(data.urls.leaflet)),
    pointsOf(data),
    ...data.urls.styles.map((path) => addStyle(root, path)),
  ]);
  return createAtlas(run.host, {
    ...points,
    leaflet: leaflet.default,
    lang: data.lang,
    query: data.query,
    extra: data.extra,
    at: data.at,
    qr: data.urls.qr && ((query) => load(`${data.urls.qr}?${query}`)),
    onExtra: (query) => later(run, "extra", TYPING_MS, () => run.tell.setStateValue("extra", query)),
    address: (query) => local(`?${query}`),
    correct: !data.correct ? null : {
      address: (id) => local(`${data.correct}?fix=${encodeURIComponent(id)}&lang=${data.lang}`),
      go: (id) => run.tell.setTriggerValue("correct", id),
    },
    report: reporter(data.reports),
    background: data.background,
    street: bytesOf,
    goTo: { corridor: () => document.querySelector(CORRIDOR)?.click() },
    onSelect: (id) => run.tell.setStateValue("id", id),
    onFilter: (query) => later(run, "filter", TYPING_MS, () => run.tell.setStateValue("filter", `${Date.now()} ${query}`)),
    onMove: ({ zoom, lat, lon }) => later(run, "at", REST_MS, () => run.tell.setStateValue("at", `${zoom}/${lat.toFixed(4)}/${lon.toFixed(4)}`)),
  });
}

/** Open the list on a phone where another page's bar asks for it; the address forgets it. */
function openSheet(host, atlas) {
  const here = new URL(location.href);
  const name = here.searchParams.get("sheet");
  if (!name) return atlas;
  here.searchParams.delete("sheet");
  history.replaceState(history.state, "", here);
  const entry = host.querySelector(`.atlas-dock [data-name="${CSS.escape(name)}"]`);
  if (entry?.checkVisibility()) {
    entry.click();
    host.scrollIntoView();
  }
  return atlas;
}

async function follow(run, atlas, data) {
  run.fit();
  const points = data.own ?? data.urls.points;
  if (points !== run.points) {
    run.points = points;
    const { payload, strings } = await pointsOf(data);
    atlas.setPayload(payload, strings, data.lang);
  }
  atlas.setLang(data.lang);
  if (data.epoch !== run.epoch) {
    if (run.epoch) {
      atlas.setFilter(data.query);
      atlas.setExtra(data.extra);
    }
    run.epoch = data.epoch;
    atlas.setSelected(data.id);
  }
  run.host.dataset.state = "ready";
  drawn();
  return atlas;
}

/** Tell the server once the reader rests: not every letter, nor every step of a moving map. */
function later(run, name, ms, tell) {
  clearTimeout(run.timers[name]);
  run.timers[name] = setTimeout(() => (run.leaving ? later(run, name, ms, tell) : tell()), ms);
}

function stop(root, run) {
  runs.delete(root);
  Object.values(run.timers).forEach(clearTimeout);
  globalThis.removeEventListener("resize", run.fit);
  document.removeEventListener("click", run.followed, true);
  run.done.then((atlas) => atlas?.destroy());
}

function fail({ host }, { failed }, error) {
  host.dataset.state = "failed";
  host.textContent = failed;
  drawn();
  throw error;
}

/** Let the text that stood here before know that it can go (light.js). */
function drawn() {
  document.documentElement.dataset.map = "drawn";
  document.dispatchEvent(new Event("atlas-map"));
}

/** Let the map take what is left of the window below the head of the page; a first look scrolls. */
function fitHeight(host) {
  const scrolled = host.getRootNode().host?.closest("[data-testid=stMain]")?.scrollTop ?? 0;
  const front = document.querySelector(".st-key-front")?.offsetHeight ?? 0;
  const top = host.getBoundingClientRect().top + scrolled - front;
  host.style.height = `${Math.max(LEAST_PX, globalThis.innerHeight - top - GAP_PX)}px`;
}

function local(path) {
  return new URL(path, document.baseURI).href;
}

/** Give the points of a signed-in reader, which came with the page, or fetch the public ones. */
async function pointsOf(data) {
  return data.own ? JSON.parse(data.own) : load(data.urls.points);
}

/** Give what sends a report there and says whether it was kept; nothing where none are taken. */
export function reporter(path) {
  return path && ((id, answer) => send(path, { id, answer }));
}

async function send(path, report) {
  const headers = { "Content-Type": "application/json" };
  try {
    return (await fetch(local(path), { method: "POST", headers, body: JSON.stringify(report) })).ok;
  } catch {
    return false;
  }
}

/** Fetch the bytes of a tile of streets; null where nothing lies. */
export async function bytesOf(path) {
  const answer = await fetch(local(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.status === 204 ? null : new Uint8Array(await answer.arrayBuffer());
}

async function load(path) {
  const answer = await fetch(local(path));
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

function addStyle(root, path) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: local(path) });
  return new Promise((resolve, reject) => {
    sheet.onload = resolve;
    sheet.onerror = () => reject(new Error(path));
    root.prepend(sheet);
  });
}
