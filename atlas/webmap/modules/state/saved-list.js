// The reader's own list of places, in the reader's own order. It lives in the link and in this page
// and nowhere else: nothing is stored in the browser, and nothing is sent from here.

/** A list that a person hands over; more ids make links that mail programs break. */
const MOST_SAVED = 50;

/**
 * Read `id;id`: every known id once, in its order; count what cannot be used.
 *
 * @param {string} text
 * @param {Atlas.Model} model
 */
export function readSaved(text, model) {
  const asked = new Set(
    text
      .split(";")
      .map((id) => id.trim())
      .filter(Boolean),
  );
  const ids = [...asked].filter((id) => model.rowOf(id) >= 0).slice(0, MOST_SAVED);
  return { ids, unusable: asked.size - ids.length };
}

/**
 * Give the rows of the list in its order.
 *
 * @param {{ model: Atlas.Model, state: Pick<Atlas.State, "saved"> }} state
 */
export function savedRows({ model, state }) {
  return Uint32Array.from(state.saved, (id) => model.rowOf(id)).filter((row) => row < model.n);
}

/**
 * Make what changes the list.
 *
 * @param {Atlas.Context} context
 * @param {() => void} changed called after every change
 * @returns {Atlas.SavedList}
 */
export function makeSaved(context, changed) {
  const { state } = context;
  const set = (ids, undo = null) => {
    Object.assign(state, { saved: ids, undo, unusable: 0 });
    changed();
  };
  const has = (id) => state.saved.includes(id);
  const remove = (id) =>
    set(
      state.saved.filter((one) => one !== id),
      state.saved,
    );
  return {
    has,
    remove,
    toggle(id) {
      if (has(id)) remove(id);
      else if (state.saved.length < MOST_SAVED) set([...state.saved, id]);
      else context.say(state.words.t("mine_full", { n: MOST_SAVED }));
    },
    /** Move an id by so many places; at the ends nothing happens. */
    move(id, by) {
      const from = state.saved.indexOf(id);
      const to = from + by;
      if (from < 0 || to < 0 || to >= state.saved.length) return;
      const rest = state.saved.filter((one) => one !== id);
      set([...rest.slice(0, to), id, ...rest.slice(to)]);
    },
    clear: () => set([], state.saved),
    undo: () => state.undo && set(state.undo),
  };
}
