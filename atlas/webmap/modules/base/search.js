// Text search that forgives accents, case and small typing errors, by the rule of atlas/base/text_search.py:
// every word of the query is part of some word of the text, or at most one edit away from one
// (from five letters on) or two (from nine on).

const EDITS_FROM_LENGTH = [
  [9, 2],
  [5, 1],
];

/** Give the text in lower case, without accents, words parted by single spaces. */
export function fold(text) {
  const plain = caseFold(text.normalize("NFKD")).normalize("NFKD");
  const letters = plain.replace(/\p{M}/gu, (mark) => (isCombining(mark) ? "" : " "));
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function caseFold(text) {
  return text.toLowerCase().replace(/[ßẞ]/g, "ss").replace(/ς/g, "σ");
}

/** A mark has a combining class other than zero when normalisation moves it past another mark. */
function isCombining(mark) {
  const moves = (pair) => pair.normalize("NFD") !== pair;
  return moves(`${mark}\u0334`) || moves(`\u0315${mark}`);
}

/** Say whether two words are at most `limit` edits apart (optimal string alignment). */
export function withinEdits(a, b, limit) {
  const left = [...a];
  const right = [...b];
  if (Math.abs(left.length - right.length) > limit) return false;
  let older = [];
  let previous = right.map((_, j) => j + 1);
  previous.unshift(0);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, older[j - 2] + 1);
      }
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit) return false;
    older = previous;
    previous = row;
  }
  return previous[right.length] <= limit;
}

function like(wanted, word, edits) {
  return word.includes(wanted) || (edits > 0 && withinEdits(wanted, word, edits));
}

/**
 * Make a search index over texts that are shared by many rows.
 *
 * @param {string[]} texts distinct texts
 * @returns {(word: string) => Uint8Array} 1 for the texts that hold a word like it
 */
export function textIndex(texts) {
  const ids = new Map();
  const holding = texts.map((text) => {
    const found = new Set();
    for (const word of fold(text).split(" ")) {
      if (!word) continue;
      if (!ids.has(word)) ids.set(word, ids.size);
      found.add(ids.get(word));
    }
    return Uint32Array.from(found);
  });
  const words = [...ids.keys()];
  const remembered = new Map();
  return (wanted) => {
    if (!remembered.has(wanted)) {
      if (remembered.size > 64) remembered.clear();
      const edits = (EDITS_FROM_LENGTH.find(([length]) => [...wanted].length >= length) ?? [
        0, 0,
      ])[1];
      const hits = Uint8Array.from(words, (word) => (like(wanted, word, edits) ? 1 : 0));
      remembered.set(
        wanted,
        Uint8Array.from(holding, (set) => (set.some((id) => hits[id]) ? 1 : 0)),
      );
    }
    return remembered.get(wanted);
  };
}
