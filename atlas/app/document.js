// What belongs to the document and not to a part of the page: its language, the words of the link
// that skips to the content, what comes into view, and the address, which always says what is
// shown. The address is replaced, not added to, so that "back" means the page before.
//
// data  lang, title (so that it runs again on another page), query (what the address has to say),
//       names (the parameters that are replaced)
//       skip   words of the link that skips the navigation
//       pick   what is opened on a planner's page: a new one is brought into view; when it is
//              closed, the focus returns to the list that it was chosen from

const TRIES = 120;
let picked = "";

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  if (data.skip) nameSkipLink(data.skip);
  if (data.pick !== undefined) follow(data.pick);
  const params = new URLSearchParams(location.search);
  data.names.forEach((name) => params.delete(name));
  new URLSearchParams(data.query).forEach((value, name) => params.append(name, value));
  const search = params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  const wanted = `${location.pathname}${search && `?${search}`}${location.hash}`;
  if (wanted !== `${location.pathname}${location.search}${location.hash}`) history.replaceState(history.state, "", wanted);
}

/** Say in the language of the page what Streamlit's link over the navigation does. */
function nameSkipLink(words) {
  const link = document.querySelector("[data-testid=stSkipToContent]");
  if (link) link.textContent = words;
}

function follow(pick) {
  if (pick === picked) return;
  picked = pick;
  if (pick) once(".st-key-picked", (box) => box.scrollIntoView({ block: "nearest" }));
  else if ([null, document.body].includes(document.activeElement)) once(".st-key-planner-pick input", (list) => list.focus());
}

/** Do something with an element as soon as it is there, or give up after a while. */
function once(selector, act, tries = TRIES) {
  const found = document.querySelector(selector);
  if (found) act(found);
  else if (tries) requestAnimationFrame(() => once(selector, act, tries - 1));
}
