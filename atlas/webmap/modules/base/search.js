// Text search that forgives accents, case and small typing errors, by the rule of
// atlas/base/text_search.py, which says it in words.


/** Joins the words of a phrase. */
export const JOINT = "_";

const LONGEST_PHRASE = 5;
const FEWEST_DIGITS = 3;
const SIGNIFICANT_DIGITS = 10;
const SHORTEST_PHONE = 7;
const REMEMBERED = 64;
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

/**
 * Give the words of a query that count; little ones count when there are no others.
 *
 * @param {string} query
 * @param {Set<string>} stopWords
 */
export function queryWords(query, stopWords) {
  const words = fold(query).split(" ").filter(Boolean);
  const kept = words.filter((word) => !stopWords.has(word));
  return kept.length ? kept : words;
}

/**
 * Give the runs of words that hold a position: alone, as a phrase, as a number in groups.
 *
 * @param {string[]} words
 * @param {number} position
 * @returns {string[][]}
 */
export function runsAround(words, position) {
  const runs = [];
  for (let first = Math.max(0, position - LONGEST_PHRASE + 1); first <= position; first++) {
    const last = Math.min(words.length, first + LONGEST_PHRASE);
    for (let end = position + 1; end <= last; end++) runs.push(words.slice(first, end));
  }
  if (!isDigits(words[position])) return runs;
  let [first, end] = [position, position + 1];
  while (first > 0 && isDigits(words[first - 1])) first--;
  while (end < words.length && isDigits(words[end])) end++;
  return [...runs, [words.slice(first, end).join("")]];
}

function isDigits(word) {
  return /^[0-9]+$/.test(word);
}

/** Give the digits of the telephone numbers in a cell, a word each; dates in brackets are none. */
export function phoneDigits(cell) {
  const numbers = cell.split(";").map((part) => part.replace(/\[[0-9-]*\]\s*$/, "").replace(/\D/g, ""));
  return [...new Set(numbers)].filter(Boolean).join(" ");
}

/**
 * Make (word) -> whether a word of a query may mean it: its beginning, a number in it, a near miss.
 *
 * @param {string} wanted
 * @param {Set<string>} known words that are neither errors nor beginnings of one another
 * @returns {(word: string) => boolean}
 */
function wordTest(wanted, known) {
  const begins = (word) => word.startsWith(wanted);
  if (isDigits(wanted)) return (word) => begins(word) || insidePhone(wanted, word);
  const forms = new Set([wanted, `${wanted}s`, `${wanted}es`]); // the word and its plural
  if (known.has(wanted)) return (word) => begins(word) && (forms.has(word) || !known.has(word));
  const edits = (EDITS_FROM_LENGTH.find(([length]) => [...wanted].length >= length) ?? [0, 0])[1];
  return (word) => begins(word) || (edits > 0 && withinEdits(wanted, word, edits));
}

function insidePhone(wanted, word) {
  if (wanted.length < FEWEST_DIGITS || word.length < SHORTEST_PHONE || !isDigits(word)) return false;
  return word.includes(wanted.slice(-SIGNIFICANT_DIGITS));
}

/**
 * Make (parts) -> whether a run of a query may mean a word, or a phrase, of these parts.
 *
 * @param {string[]} run
 * @param {Set<string>} known
 * @returns {(parts: string[]) => boolean}
 */
export function runTest(run, known) {
  const tests = run.map((wanted) => wordTest(wanted, known));
  return (parts) => parts.length === run.length && tests.every((test, i) => test(parts[i]));
}

/**
 * Make a search index over lines that are shared by many rows.
 *
 * @param {string[]} lines folded words and phrases, distinct or not
 * @param {Set<string>} known
 * @returns {(run: string[]) => Uint8Array} 1 for the lines that hold a word or a phrase like it
 */
export function textIndex(lines, known = new Set()) {
  const ids = new Map();
  const holding = lines.map((line) => {
    const found = new Set();
    for (const word of line.split(" ")) {
      if (!word) continue;
      if (!ids.has(word)) ids.set(word, ids.size);
      found.add(ids.get(word));
    }
    return Uint32Array.from(found);
  });
  const words = Array.from(ids.keys(), (word) => word.split(JOINT));
  const remembered = new Map();
  return (run) => {
    const key = run.join(" ");
    if (!remembered.has(key)) {
      if (remembered.size > REMEMBERED) remembered.clear();
      const test = runTest(run, known);
      const hits = Uint8Array.from(words, (parts) => (test(parts) ? 1 : 0));
      remembered.set(key, Uint8Array.from(holding, (set) => (set.some((id) => hits[id]) ? 1 : 0)));
    }
    return remembered.get(key);
  };
}
