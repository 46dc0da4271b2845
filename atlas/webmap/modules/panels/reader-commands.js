// What the reader does beside filtering: keeps a list, sorts by distance, compares two filters.
// The commands behind it; how it is seen is in saved-list-panel.js, nearest.js and
// comparison-panel.js.

import { fitRows } from "../map/moves.js";
import { beginComparison, editPart, endComparison } from "../state/comparison.js";
import { readable, writeExtra } from "../state/link-extras.js";
import { makeSaved } from "../state/saved-list.js";
import { makeNear } from "./nearest.js";

/**
 * Add these commands to what all parts of an atlas share.
 *
 * @param {Object} context gets saved, near, replace, take, showMine, compare, tellExtra
 * @param {Object} parts update() everything, list(), relegend(), refocus(), tell(query)
 */
export function addExtras(context, { update, list, relegend, refocus, tell }) {
  const { state } = context;
  const tellExtra = () => {
    context.keep();
    tell?.(readable(writeExtra(state)));
  };
  const compared = () => {
    state.mine = false;
    update();
    relegend();
    tellExtra();
  };
  Object.assign(context, {
    tellExtra,
    saved: makeSaved(context, () => {
      if (state.mine) update();
      else list()?.saved();
      tellExtra();
    }),
    near: makeNear(context, () => {
      list()?.update();
      refocus();
    }),
    /** Set the filter itself, A of a comparison; `take` then says whether there is one. */
    replace(filter, tell) {
      if (state.compare) endComparison(state);
      context.change(filter, tell);
    },
    /** Take over what a link says beside the filter. */
    take({ saved, unusable, mine, other }) {
      if (state.compare) endComparison(state);
      Object.assign(state, { saved, unusable, mine, undo: null });
      if (other) beginComparison(state, other);
      update();
      relegend();
    },
    showMine(on) {
      state.mine = on;
      update();
      if (on) fitRows(context, state.rows, true);
      tellExtra();
    },
    compare: {
      begin: () => (beginComparison(state), compared()),
      edit: (name) => (editPart(state, name), compared()),
      end: () => (endComparison(state), compared()),
    },
  });
}
