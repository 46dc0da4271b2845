// Whether a place is open now, by its weekly timetable and the clock of where it is: the two sides of
// a bridge can be an hour apart, and the device may be somewhere else.

const DAY = 1_440;
const WEEK = 7 * DAY;
const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** @type {Map<string, Intl.DateTimeFormat | null>} */
const clocks = new Map();

/**
 * Give the minute of the week, from Monday 00:00, that a clock shows.
 *
 * @param {string} zone a time zone of the IANA database
 * @param {Date} now
 * @returns {number} NaN where the device does not know the zone
 */
export function minuteOfWeek(zone, now) {
  const clock = clockOf(zone);
  if (!clock) return NaN;
  const parts = Object.fromEntries(clock.formatToParts(now).map(({ type, value }) => [type, value]));
  return DAYS.indexOf(parts.weekday) * DAY + Number(parts.hour) * 60 + Number(parts.minute);
}

/** @param {string} zone */
function clockOf(zone) {
  if (!clocks.has(zone)) clocks.set(zone, makeClock(zone));
  return clocks.get(zone);
}

/** @param {string} zone */
function makeClock(zone) {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone || undefined,
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    return null; // an older device
  }
}

/**
 * Say whether a timetable is open at a minute of the week, and at which minute that changes next.
 *
 * @param {Atlas.Week} week
 * @param {number} minute
 * @returns {Atlas.Openness} `changes` is null when it never does
 */
export function openness(week, minute) {
  const within = (at) => week.find(([opens, closes]) => opens <= at && at < closes);
  if (!within(minute)) {
    const starts = week.map(([opens]) => opens);
    const next = starts.filter((at) => at > minute)[0] ?? starts[0];
    return { open: false, changes: next ?? null };
  }
  let [at, past] = [minute, 0];
  for (let found = within(at); found && past <= WEEK; found = within(at)) {
    past += found[1] - at;
    at = found[1] % WEEK;
  }
  return { open: true, changes: past > WEEK ? null : at };
}

/**
 * Say whether a place is open now; null where nobody can tell.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 * @param {Date} now
 */
export function openNow({ payload, model }, row, now) {
  const week = weekOf({ payload, model }, row);
  if (!week || ["closed", "planned"].includes(model.at("status", row))) return null;
  const zone = zoneOf({ payload, model }, row);
  const minute = zone ? minuteOfWeek(zone, now) : NaN;
  return minute === minute ? { ...openness(week, minute), minute } : null;
}

/**
 * Make (row) -> whether it is open now, when the reader asks for that; null when nobody asks. It is no
 * field of the filter: what a link or a file shows must not hang on when it is read.
 *
 * @param {Pick<Atlas.Core, "payload" | "model" | "state">} context
 */
export function openTest({ payload, model, state }) {
  if (!state.openNow) return null;
  const now = new Date();
  return (row) => openNow({ payload, model }, row, now)?.open;
}

/**
 * Give the weekly timetable of a place; none where its hours are unknown or change with the season.
 *
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 */
export function weekOf({ payload, model }, row) {
  return payload.weeks?.[model.at("hours", row)];
}

/**
 * @param {Pick<Atlas.Core, "payload" | "model">} context
 * @param {number} row
 */
function zoneOf({ payload, model }, row) {
  const corridor = payload.corridors.find(({ id }) => id === model.at("corridor_id", row));
  return corridor?.zones?.[model.at("side", row)] ?? "";
}

/**
 * Write a minute of the week as the time of its day.
 *
 * @param {number} minute
 */
export function timeText(minute) {
  const two = (n) => String(n).padStart(2, "0");
  return `${two(Math.floor((minute % DAY) / 60))}:${two(minute % 60)}`;
}

/**
 * Say in words whether a place is open.
 *
 * @param {Atlas.Words} words
 * @param {Atlas.Openness & { minute: number }} found
 */
export function opennessText(words, { open, changes, minute }) {
  if (changes === null) return words.t(open ? "open_always" : "open_never");
  const time = timeText(changes);
  if (open) return words.t("open_until", { time });
  const today = Math.floor(changes / DAY) === Math.floor(minute / DAY) && changes > minute;
  return words.t("opens_at", { when: today ? time : `${dayName(words, changes)} ${time}` });
}

/**
 * Write a timetable: days with the same hours together.
 *
 * @param {Atlas.Words} words
 * @param {Atlas.Week} week
 */
export function weekText(words, week) {
  if (openness(week, 0).changes === null) return words.t("always");
  const days = DAYS.map((_, day) =>
    week
      .filter(([opens]) => Math.floor(opens / DAY) === day)
      .map(([opens, closes]) => `${timeText(opens)}–${closes % DAY ? timeText(closes) : "24:00"}`)
      .join(", "),
  );
  const parts = [];
  days.forEach((text, day) => {
    if (!text) return;
    if (day && days[day - 1] === text) parts.at(-1).last = day;
    else parts.push({ text, first: day, last: day });
  });
  return parts.map(({ text, first, last }) => {
    const name = (day) => dayName(words, day * DAY);
    return `${first === last ? name(first) : `${name(first)}–${name(last)}`} ${text}`;
  }).join(" · ");
}

/**
 * @param {Atlas.Words} words
 * @param {number} minute
 */
function dayName(words, minute) {
  return words.t("weekdays").split(" ")[Math.floor(minute / DAY)];
}
