// What the text of the page is followed by: the map, and the workbench, which takes its place.
//
// The page is read without this script. On a line that is fast enough the workbench is opened at
// once, behind the text, and takes its place when it has drawn; on a slow one the map comes first,
// and the workbench when it is asked for. A reader who has begun to use the text keeps it.
//
// #light-data  urls    {live, atlas, leaflet, points, styles[]}; see live-map.js
//              reports where reports on places are taken, or nothing
//              background tiles under the map, or nothing
//              lang, query, id
//              map     true where the workbench itself draws a map, and is there once that is

(() => {
  const LATE_MS = 8000;
  const FIRST_BYTE_MS = 1500;
  const WHOLE_PAGE_MS = 500;
  const USED_PX = 240;
  const light = document.getElementById("light");
  const told = document.getElementById("light-told");
  const root = document.getElementById("root");
  const parts = document.getElementById("workbench");
  const data = JSON.parse(document.getElementById("light-data").textContent);
  const host = light.querySelector(".light-map");
  const button = light.querySelector(".light-full");
  let [opened, used, map, atlas] = [false, false, null, null];

  const say = (words, action) => {
    told.textContent = words;
    if (action) told.append(action);
    told.hidden = false;
  };

  /** Say whether what the browser knows of the line speaks against the workbench. */
  const isSlow = () => {
    const line = navigator.connection;
    return Boolean(line?.saveData || /2g|3g/.test(line?.effectiveType ?? ""));
  };

  /** Say whether this page itself, some 20 KB, came as it does on a good line. */
  const cameFast = () => {
    const [{ responseStart }] = performance.getEntriesByType("navigation");
    return responseStart < FIRST_BYTE_MS && performance.now() - responseStart < WHOLE_PAGE_MS;
  };

  function openWorkbench(asked) {
    if (opened) return;
    opened = true;
    used &&= !asked;
    button.hidden = true;
    root.inert = true;
    document.head.append(document.importNode(parts.content, true));
    if (asked) say(told.dataset.opening);
    const late = setTimeout(() => {
      say(told.dataset.late);
      showMap();
    }, LATE_MS);
    watch(() => clearTimeout(late));
  }

  /** Take the place of the text as soon as there is something to see. */
  function watch(done) {
    const ready = () => {
      if (!drawn()) return;
      done();
      watcher.disconnect();
      document.removeEventListener("atlas-map", ready);
      if (!used) return replace();
      const go = Object.assign(document.createElement("button"), { type: "button", textContent: button.textContent });
      go.addEventListener("click", replace);
      say(told.dataset.ready, go);
    };
    const watcher = new MutationObserver(ready);
    watcher.observe(root, { childList: true, subtree: true });
    document.addEventListener("atlas-map", ready);
  }

  function drawn() {
    const main = root.querySelector("[data-testid=stMain]");
    if (!main) return false;
    if (main.querySelector("[data-testid=stException], [data-testid=stAlert]")) return true;
    return data.map ? document.documentElement.dataset.map === "drawn" : Boolean(main.querySelector("h1"));
  }

  function replace() {
    atlas?.destroy();
    light.remove();
    root.inert = false;
    scrollTo(0, 0);
  }

  /** Draw the map behind the text; the list stays the one of the text. */
  function showMap() {
    if (!host || map) return map;
    host.hidden = false;
    host.append(Object.assign(document.createElement("p"), { textContent: host.dataset.loading }));
    map = draw().catch((error) => {
      host.dataset.state = "failed";
      host.textContent = host.dataset.failed;
      throw error;
    });
    return map;
  }

  async function draw() {
    const [{ createAtlas }, leaflet, { reporter, bytesOf }, answer] = await Promise.all([
      import(data.urls.atlas),
      import(data.urls.leaflet),
      import(data.urls.live),
      fetch(data.urls.points),
    ]);
    if (!answer.ok) throw new Error(`${data.urls.points}: ${answer.status}`);
    const points = await answer.json();
    const inside = host.attachShadow({ mode: "open" });
    const element = document.createElement("div");
    element.style.height = "100%";
    await Promise.all(data.urls.styles.map((href) => addStyle(inside, href)));
    inside.append(element);
    if (!light.isConnected) return;
    const { lang, query, id, background } = data;
    const report = reporter(data.reports);
    const own = { leaflet: leaflet.default, panels: "none", report, street: bytesOf };
    atlas = createAtlas(element, { ...points, ...own, lang, query, background });
    if (id) atlas.setSelected(id);
    host.dataset.state = "ready";
  }

  function addStyle(inside, href) {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
    return new Promise((done, failed) => {
      sheet.onload = done;
      sheet.onerror = () => failed(new Error(href));
      inside.append(sheet);
    });
  }

  /** Show a place of the list on the map, once that is there; before, the link opens it. */
  light.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]");
    if (!place || !atlas || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    atlas.setSelected(place.dataset.place);
    host.scrollIntoView({ block: "nearest" });
  });
  const begun = () => (used = true);
  light.addEventListener("input", begun);
  light.addEventListener("click", (event) => event.target.closest("summary") && begun());
  addEventListener("scroll", () => scrollY > USED_PX && begun(), { passive: true });
  button.addEventListener("click", (event) => {
    if (!parts) return;
    event.preventDefault();
    openWorkbench(true);
  });

  if (!parts) begin();
  else if (!host || (!isSlow() && cameFast())) openWorkbench(!host);
  else {
    button.hidden = false;
    const shown = begin();
    // A browser that knows nothing of its line may just have been busy.
    if (!isSlow()) shown.finally(() => openWorkbench(false));
  }

  function begin() {
    return navigator.connection?.saveData ? askForMap() : showMap();
  }

  /** Whoever saves data says when the map is worth them. */
  function askForMap() {
    const ask = Object.assign(document.createElement("button"), { type: "button", textContent: host.dataset.asked });
    host.hidden = false;
    host.append(ask);
    ask.addEventListener("click", () => {
      ask.remove();
      showMap();
    });
  }
})();
