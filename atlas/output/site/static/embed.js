// Puts a map of this site into another page, in the place of the tag that loads this script:
//
//   <script src="ADDRESS-OF-THE-SITE/embed.js" data-corridor="CORRIDOR" data-lang="LANGUAGE"
//     data-ratio="16/9" data-filter="service=legal_aid" async></script>
//
// All attributes may be left out. The map file asks nobody for anything and sets no cookie.

(() => {
  const own = document.currentScript;
  const { languages, corridors, titles } = SITE;
  const given = own.dataset;
  const lang = languages.includes(given.lang) ? given.lang : languages[0];
  const corridor = Object.hasOwn(corridors, given.corridor ?? "") ? given.corridor : "";
  const ratio = /^\s*(\d{1,4})\s*[/:x]\s*(\d{1,4})\s*$/.exec(given.ratio ?? "");
  const frame = document.createElement("iframe");
  const file = new URL(`${lang}/map/${corridor ? corridors[corridor] : "all"}.html`, own.src);
  file.hash = given.filter ?? "";
  frame.src = file.href;
  frame.title = given.title || titles[lang][corridor];
  frame.loading = "lazy";
  frame.style.cssText = "display: block; width: 100%; border: 0; min-height: 320px";
  frame.style.aspectRatio = ratio ? `${ratio[1]} / ${ratio[2]}` : "4 / 3";
  own.replaceWith(frame);
})();
