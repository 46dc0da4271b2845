// Words, numbers, dates and distances in the language of the view, as in atlas/base/i18n.py.

const DAY_MS = 86_400_000;
const MONTHS_SAID = 24;

/**
 * Bind the interface's words to a language.
 *
 * @param {Atlas.Strings} strings
 * @param {Atlas.Lang} lang
 * @returns {Atlas.Words}
 */
export function wordsFor(strings, lang) {
  const texts = strings[lang];
  const t = (key, values = {}) => {
    const text = texts[key];
    if (text === undefined) throw new Error(`no message ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  };
  const format = new Intl.NumberFormat(t("formats"));
  const number = (value) => format.format(value);
  const plural = new Intl.PluralRules(t("formats"));
  const count = (key, n, values = {}) =>
    t(`${key}_${plural.select(n) === "one" ? "one" : "many"}`, { n: number(n), ...values });
  const km = (value) =>
    `${number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))} km`;
  const metres = (value) => (value < 950 ? `${number(roundMetres(value))} m` : km(value / 1000));
  return {
    lang,
    t,
    number,
    count,
    km,
    metres,
    date: (iso) => dateText(iso, t),
    month: (iso) => monthText(iso, texts),
    age: (iso) => ageText(iso, count, t),
  };
}

function roundMetres(value) {
  const step = value < 100 ? 1 : value < 500 ? 10 : 50;
  return Math.round(value / step) * step;
}

/** Write an ISO date as long as it is: a year stays a year. */
function dateText(iso, t) {
  const [year, month, day] = iso.split("-");
  if (!month) return year;
  const values = { year, month: t("dates.months").split(" ")[month - 1], day: Number(day) };
  return t(day ? "dates.day" : "dates.month", values);
}

/** Write the year of an ISO date, and the month where it is known: "Oct 2025". */
function monthText(iso, texts) {
  const [year, month] = iso.split("-");
  const short = texts["dates.months_short"] ?? texts["dates.months"].replace(/(\S{3})\S*/g, "$1");
  return month ? `${short.split(" ")[month - 1]} ${year}` : year;
}

/**
 * Say whether all that a date may mean lies within some months before a day, or after it; as
 * `is_recent` of atlas/base/partial_dates.py.
 *
 * @param {string} iso
 * @param {string} made the day to count from, with month and day
 * @param {number} months
 */
export function isRecent(iso, made, months) {
  return Boolean(iso) && firstDay(iso) >= monthsBefore(made, months);
}

/**
 * Give the day some months before a day. It may be none of the calendar, such as 30 February: as a
 * text it still lies between the days around it.
 *
 * @param {string} made the day to count from, with month and day
 * @param {number} months
 */
export function monthsBefore(made, months) {
  const [year, month] = made.split("-").map(Number);
  const at = year * 12 + month - 1 - months;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}${made.slice(7, 10)}`;
}

/** Complete an ISO date to its first day; no date stays empty, before all others. */
export function firstDay(iso) {
  return iso && `${iso}-01-01`.slice(0, 10);
}

/** Give the age of a dated statement in years, or Infinity when it has no date. */
function ageYears(iso, now = Date.now()) {
  return iso ? Math.max(0, (now - Date.parse(firstDay(iso))) / DAY_MS / 365.25) : Infinity;
}

/** Say how old a dated statement is, in months as long as years would hide half of it. */
function ageText(iso, count, t) {
  const years = ageYears(iso);
  const months = Math.floor(years * 12);
  const hasMonth = iso.length > 4;
  if (hasMonth && months >= 1 && months < MONTHS_SAID) return count("age_months", months);
  return years >= 1 ? count("age_years", Math.floor(years)) : t("age_recent");
}
