// The letters of the names on the map, and how wide a text is in them.

import { once } from "../base/once.js";

/** @type {Record<"city" | "town" | "crossing" | "place" | "country", Atlas.Font>} */
export const FONTS = {
  city: { size: 14, weight: 600, serif: true },
  town: { size: 12, weight: 400, serif: true },
  crossing: { size: 12, weight: 700 },
  place: { size: 11.5, weight: 500 },
  country: { size: 19, weight: 600, serif: true },
};

/** Make a measure of text in px. */
export function textMeasure(element) {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  const family = (name) => getComputedStyle(element).getPropertyValue(name) || "sans-serif";
  const families = once(() => ({ serif: family("--atlas-serif"), sans: family("--atlas-sans") }));
  return (text, { size, weight, serif }) => {
    const key = `${weight} ${size} ${serif} ${text}`;
    if (!widths.has(key)) {
      context.font = `${weight} ${size}px ${serif ? families().serif : families().sans}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
}
