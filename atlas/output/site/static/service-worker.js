// Keeps the site usable without a network once it was seen. A page comes from the network as long
// as that answers in time, so that nobody reads an old status who could read the new one; else it
// is the copy of the last visit. What a release took away is gone from the copies too.

const { version, first, languages } = SITE;
const scope = self.registration.scope;
const OWN = `border-atlas ${scope} `;
const CACHE = OWN + version;
const PATIENCE_MS = 4000;
const MOST_RENEWED = 400;

/** Give the address of a file under which it is kept, however a host or a link writes it. */
function address(url) {
  const { origin, pathname } = new URL(url, scope);
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  if (!name) return `${origin}${pathname}index.html`;
  return name.includes(".") ? origin + pathname : `${origin}${pathname}.html`;
}

/** Keep an answer; one that a host led elsewhere would not be taken for a page later. */
async function keep(cache, url, answer) {
  if (!answer.ok) return;
  const { headers } = answer;
  const plain = answer.redirected ? new Response(await answer.blob(), { headers }) : answer;
  await cache.put(address(url), plain);
}

async function fetchAll(urls) {
  const cache = await caches.open(CACHE);
  for (const url of urls) {
    try {
      await keep(cache, url, await fetch(url, { cache: "no-cache" }));
    } catch {
      // A file that does not come now is kept when it is seen.
    }
  }
}

/** Give the copies that earlier releases left. */
async function earlier() {
  const names = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== CACHE);
  const kept = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
  return { names, urls: kept.flat().map(({ url }) => url).slice(0, MOST_RENEWED) };
}

async function install() {
  const { urls } = await earlier();
  await fetchAll(new Set([...first.map((name) => new URL(name, scope).href), ...urls]));
  await self.skipWaiting();
}

async function activate() {
  const { names } = await earlier();
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** Keep a page that was there before the worker was, and what its language has first. */
async function keepSeen(page, lang) {
  const cache = await caches.open(CACHE);
  const names = [page, ...(languages[lang] ?? [])];
  const wanted = names.map((name) => new URL(name, scope).href).filter((url) => url.startsWith(scope));
  const there = await Promise.all(wanted.map((url) => cache.match(address(url))));
  await fetchAll(wanted.filter((_, i) => !there[i]));
}

function offlinePage(url) {
  const part = new URL(url).pathname.slice(new URL(scope).pathname.length).split("/")[0];
  const lang = part in languages ? part : Object.keys(languages)[0];
  return Response.redirect(new URL(`${lang}/offline.html`, scope).href);
}

async function answer(event, fetched) {
  const { request } = event;
  const cache = await caches.open(CACHE);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const given = fetched.catch(() => null);
  const quick = await Promise.race([given, late]);
  if (quick) return quick;
  const kept = await cache.match(address(request.url));
  if (kept) return kept;
  const slow = await given;
  if (slow) return slow;
  return request.mode === "navigate" ? offlinePage(request.url) : Response.error();
}

async function store(request, fetched) {
  const found = (await fetched).clone();
  await keep(await caches.open(CACHE), request.url, found);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", (event) => {
  const { page, lang } = event.data;
  event.waitUntil(keepSeen(page, lang));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const own = request.method === "GET" && request.url.startsWith(scope);
  // Tables are downloads: they would fill a telephone.
  if (!own || /\/data\/[^/]+\.(?!html)\w+$/.test(new URL(request.url).pathname)) return;
  const fetched = fetch(request);
  event.waitUntil(store(request, fetched).catch(() => {}));
  event.respondWith(answer(event, fetched));
});
