// What a published page does with a script; without one all of it is links.

const { lang, search } = document.currentScript.dataset;
const root = new URL("../", document.currentScript.src);

for (const link of document.querySelectorAll("a[data-map]")) {
  link.addEventListener("click", (event) => {
    const box = link.closest(".site-map");
    const frame = document.createElement("iframe");
    frame.title = box.dataset.label;
    frame.src = link.href;
    event.preventDefault();
    link.parentElement.replaceWith(frame);
    frame.focus();
  });
}

/** Load scripts of the site one after the other; from a folder on disk nothing else can be read. */
function load([name, ...rest], then) {
  if (!name) return then();
  const script = document.createElement("script");
  script.src = new URL(name, root).href;
  script.addEventListener("load", () => load(rest, then));
  document.head.append(script);
}

const box = document.querySelector(".site-search");
if (box) {
  box.hidden = false;
  box.querySelector("input").addEventListener(
    "focus",
    () => load(search.split(" "), () => globalThis.AtlasSearch.createSearch(box, lang, root.href)),
    { once: true },
  );
}

// A folder on disk is there without a network, and has no origin that could keep anything.
if (location.protocol.startsWith("http") && "serviceWorker" in navigator) {
  if (lang) {
    const manifest = document.createElement("link");
    manifest.rel = "manifest";
    manifest.href = new URL(`${lang}/manifest.webmanifest`, root).href;
    document.head.append(manifest);
  }
  navigator.serviceWorker
    .register(new URL("service-worker.js", root))
    .then(() => navigator.serviceWorker.ready)
    .then(({ active }) => active.postMessage({ page: location.href, lang }))
    .catch(() => {}); // The pages do without, as long as there is a network.
}
