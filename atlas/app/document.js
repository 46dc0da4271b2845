// What belongs to the document and not to a part of the page: its language, and the address, which
// always says what is shown. It is replaced, not added to, so that "back" means the page before.
//
// data  lang, title (so that it runs again on another page), query (what the address has to say),
//       names (the parameters that are replaced)

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  const params = new URLSearchParams(location.search);
  data.names.forEach((name) => params.delete(name));
  new URLSearchParams(data.query).forEach((value, name) => params.append(name, value));
  const search = params.toString().replaceAll("%2F", "/").replaceAll("%2C", ",");
  const wanted = `${location.pathname}${search && `?${search}`}${location.hash}`;
  if (wanted !== `${location.pathname}${location.search}${location.hash}`) history.replaceState(history.state, "", wanted);
}
