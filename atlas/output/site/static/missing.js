const langs = document.body.dataset.langs.split(" ");
const parts = location.pathname.split("/");
const at = parts.findLastIndex((part) => langs.includes(part));
const root = parts.slice(0, at).join("/");
for (const link of document.querySelectorAll("a[data-start]")) link.href = `${root}/${link.dataset.start}`;
