// What belongs to the document and not to a part of the page: its language, the words of the link
// that skips to the content, what comes into view, and the address, which always says what is
// shown. The address is replaced, not added to, so that "back" means the page before.
//
// data  lang, title (so that it runs again on another page), query (what the address has to say),
//       names (the parameters that are replaced)
//       skip   words of the link that skips the navigation
//       pick   what is opened on a planner's page: a new one is brought into view; when it is
//              closed, the focus returns to the link or the list that it was opened from
//
// A number that opens its rows on the same page is a link; it opens them without loading the page
// anew, and the trigger `pick` says which.

const TRIES = 120;
const MENU = "[data-testid=stSidebarCollapseButton] button[aria-expanded=true]";
const COVERS = "(max-width: 768px)"; // where Streamlit lays it over the page
const OPENS = ".st-key-page a[href*='pick=']";
const INDEX = ".atlas-index a";
const CLOSE = ".st-key-picked-close button";
let picked = "";
let page = "";
let title = "";
let stop = () => {};

export default function ({ data, setTriggerValue }) {
  const root = document.documentElement;
  if (root.lang !== data.lang) root.lang = data.lang; // setting it restyles the whole page
  if (data.skip) {
    nameSkipLink(data.skip);
    if (title && title !== data.title) closeMenu();
    title = data.title;
  }
  if (data.pick !== undefined) {
    follow(data.pick);
    comeTo(data.title);
    stop();
    stop = openHere((pick) => setTriggerValue("pick", pick));
  }
  const params = new URLSearchParams(location.search);
  data.names.forEach((name) => params.delete(name));
  new URLSearchParams(data.query).forEach((value, name) => params.append(name, value));
  const search = params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  const wanted = `${location.pathname}${search && `?${search}`}${location.hash}`;
  if (wanted !== `${location.pathname}${location.search}${location.hash}`) history.replaceState(history.state, "", wanted);
  return () => stop();
}

/** Show the section that the address names, once the page that it stands on has come. */
function comeTo(name) {
  if (name === page) return;
  page = name;
  goTo(location.hash.slice(1));
}

/** Show a section: open the tab that it stands in, and what it keeps folded. */
function goTo(name) {
  const section = CSS.escape(name);
  if (!section) return;
  const tab = document.querySelector(".atlas-index")?.dataset.tabs.split(" ").find((one) => one.startsWith(`${name}=`));
  if (tab) {
    const [tabs, place] = tab.slice(name.length + 1).split(".");
    once(`.st-key-${tabs} [role=tab]:nth-of-type(${place})`, (one) => one.click());
  }
  once(`#${section}`, (found) => {
    document.querySelector(`.st-key-more-${section} details:not([open]) > summary`)?.click();
    hold(found);
  });
}

/** On a phone the menu covers most of the page that was chosen in it. */
function closeMenu() {
  if (!matchMedia(COVERS).matches) return;
  document.querySelector(MENU)?.click();
}

/** Keep a section in view while what stands above it still grows, until the reader moves on. */
function hold(section) {
  const moved = new AbortController();
  ["wheel", "touchstart", "pointerdown", "keydown"].forEach((what) => {
    addEventListener(what, () => moved.abort(), { signal: moved.signal, capture: true, passive: true });
  });
  let [top, left] = [NaN, TRIES];
  const look = () => {
    if (moved.signal.aborted || !section.isConnected || !left--) return moved.abort();
    const now = section.getBoundingClientRect().top;
    if (now !== top) {
      section.scrollIntoView();
      top = section.getBoundingClientRect().top;
    }
    requestAnimationFrame(look);
  };
  look();
}

/** Hear of what a plain click on a link opens on this page; give what ends it. */
function openHere(open) {
  const clicked = (event) => {
    const link = event.target.closest(`${OPENS}, ${INDEX}`);
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.matches(INDEX)) {
      event.preventDefault();
      const name = link.getAttribute("href").slice(1);
      history.replaceState(history.state, "", `#${name}`);
      return goTo(name);
    }
    const to = new URL(link.href);
    const pick = to.searchParams.get("pick");
    if (!pick || to.origin !== location.origin || to.pathname !== location.pathname) return;
    event.preventDefault();
    if (pick === picked) showPicked();
    else open(pick);
  };
  const pressed = (event) => {
    const at = document.activeElement;
    if (event.key === "Escape" && (at === document.body || at.closest(`.st-key-picked, ${OPENS}`))) document.querySelector(CLOSE)?.click();
  };
  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.documentElement.dataset.opens = "here"; // from now on; before, a link loads the page
  return () => {
    document.removeEventListener("click", clicked);
    document.removeEventListener("keydown", pressed);
    delete document.documentElement.dataset.opens;
  };
}

/** Say in the language of the page what Streamlit's link over the navigation does. */
function nameSkipLink(words) {
  const link = document.querySelector("[data-testid=stSkipToContent]");
  if (link && link.textContent !== words) link.textContent = words;
}

function follow(pick) {
  if (pick === picked) return;
  const closed = picked;
  picked = pick;
  if (pick) showPicked();
  else whenGone(".st-key-picked", () => returnTo(closed));
}

/** Give the focus back to what opened something that is closed now, unless it is elsewhere. */
function returnTo(closed) {
  if (![null, document.body].includes(document.activeElement)) return;
  const opener = [...document.querySelectorAll(OPENS)].find((one) => one.pathname === location.pathname && new URLSearchParams(one.search).get("pick") === closed);
  if (opener) opener.focus();
  else once(".st-key-planner-pick input", (list) => list.focus());
}

function showPicked() {
  once(".st-key-picked", (box) => box.scrollIntoView({ block: "nearest" }));
}

/** Do something with an element as soon as it is there, or give up after a while. */
function once(selector, act, tries = TRIES) {
  const found = document.querySelector(selector);
  if (found) act(found);
  else if (tries) requestAnimationFrame(() => once(selector, act, tries - 1));
}

/** Do something as soon as an element is gone, or after a while. */
function whenGone(selector, act, tries = TRIES) {
  if (!tries || !document.querySelector(selector)) act();
  else requestAnimationFrame(() => whenGone(selector, act, tries - 1));
}
