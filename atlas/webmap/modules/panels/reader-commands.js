// What the reader does besides filtering: keeps a list, sorts by distance, compares two filters.
// The commands behind it; how it is seen is in saved-list-panel.js, nearest.js and
// comparison-panel.js.

import { fitRows } from "../map/moves.js";
import { beginComparison, bothSides, editPart, endComparison } from "../state/comparison.js";
import { readable, writeExtra } from "../state/link-extras.js";
import { makeSaved } from "../state/saved-list.js";
import { makeNear } from "./nearest.js";

/**
 * Add these commands to what all parts of an atlas share.
 *
 * @param {Atlas.Context} context
 * @param {Object} parts
 * @param {() => void} parts.update brings everything up to date
 * @param {() => { saved(): void, update(): void } | null} parts.list
 * @param {() => void} parts.relegend
 * @param {() => void} parts.refocus
 * @param {((query: string) => void) | undefined} parts.tell hears of every change
 */
export function addReaderCommands(context, { update, list, relegend, refocus, tell }) {
  const { state } = context;
  let begun = null;
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
  /** @type {Atlas.ReaderCommands} */
  const commands = {
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
    /** Take over what a link says in addition to the filter. */
    take({ saved, unusable, mine, other }) {
      if (state.compare) endComparison(state);
      Object.assign(state, { saved, unusable, mine, undo: null });
      if (other) beginComparison(state, other);
      update();
      relegend();
    },
    showOpen(on) {
      [state.openNow, state.town] = [on, ""];
      update();
    },
    showTown(key) {
      [state.town, state.mine] = [key, false];
      if (state.selected) context.select("", "map");
      update();
      context.sheet("list");
    },
    showMine(on) {
      state.mine = on;
      update();
      if (on) fitRows(context, state.rows, true);
      tellExtra();
    },
    compare: {
      begin: () => {
        const [one, other] = bothSides(state.filter, context.payload.corridors);
        begun = { before: state.filter.side, side: one.side.join() };
        context.change({ side: one.side });
        beginComparison(state, other);
        compared();
      },
      edit: (name) => (editPart(state, name), compared()),
      end: () => {
        endComparison(state);
        // The side of A was not the reader's choice unless it was changed since.
        if (begun?.side === state.filter.side.join()) context.change({ side: begun.before });
        begun = null;
        compared();
      },
    },
  };
  Object.assign(context, commands);
}
