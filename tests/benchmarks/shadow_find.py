"""Find an element of the app: its parts live in shadow roots, which a selector does not enter."""

FIND = """
const find = (selector, root = document) => {
  const here = root.querySelector(selector);
  if (here) return here;
  for (const one of root.querySelectorAll("*")) {
    const inside = one.shadowRoot && find(selector, one.shadowRoot);
    if (inside) return inside;
  }
  return null;
};
"""
