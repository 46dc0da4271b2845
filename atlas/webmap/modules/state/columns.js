// The columns of a payload as webmap/column_codec.py writes them: constants, distinct values with their
// numbers, scaled whole numbers.

/**
 * Read a column of text.
 *
 * @param {Atlas.WrittenText | undefined} written nothing when every value is empty
 * @param {number} n how many rows
 * @returns {Atlas.TextValues}
 */
export function readText(written, n) {
  if (written === undefined) return constantColumn("", n);
  if ("c" in written) return constantColumn(written.c, n);
  if ("d" in written) return coded(written.d, written.i);
  return coded(
    written.v,
    Uint32Array.from(written.v, (_, row) => row),
  );
}

/**
 * Make a column with the same text in every row.
 *
 * @param {string} value
 * @param {number} n how many rows
 * @returns {Atlas.TextValues}
 */
export function constantColumn(value, n) {
  return coded([value], new Uint8Array(n));
}

/**
 * @param {string[]} distinct
 * @param {ArrayLike<number>} code
 * @returns {Atlas.TextValues}
 */
function coded(distinct, code) {
  return { distinct, code, at: (row) => distinct[code[row]] };
}

/**
 * Read a column of numbers.
 *
 * @param {Atlas.WrittenNumbers | undefined} written nothing when no value is known
 * @param {number} n how many rows
 * @returns {Float64Array} NaN where none is known
 */
export function readNumbers(written, n) {
  const values = new Float64Array(n).fill(NaN);
  if (written === undefined) return values;
  let sum = 0;
  written.n.forEach((given, row) => {
    if (given === null) return;
    sum = written.delta ? sum + given : given;
    values[row] = sum / written.s;
  });
  return values;
}

/**
 * Give the localities of a payload as records, the largest first.
 *
 * @param {Atlas.WrittenLocalities} localities
 * @returns {Atlas.Locality[]}
 */
export function readLocalities({ name, lon, lat, population }) {
  return name.map((text, i) => ({
    name: text,
    lon: lon[i],
    lat: lat[i],
    population: population[i],
  }));
}
