// What is made only when it is first asked for.

/**
 * Make something when it is first asked for, and give the same from then on.
 *
 * @template Made
 * @param {() => Made} make
 * @returns {() => Made}
 */
export function once(make) {
  let made = null;
  return () => (made ??= make());
}
