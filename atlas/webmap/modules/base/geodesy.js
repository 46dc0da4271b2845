// Distances, the Mercator square, and the payload's coordinates.

const DEGREE = Math.PI / 180;
const EQUATOR_KM = 6378.137;
const FLATTENING = 1 / 298.257223563;

/**
 * Give the geodesic distance between two points in km (Lambert's formula on WGS84; within about
 * ten metres up to thousands of km).
 */
export function distanceKm(lonA, latA, lonB, latB) {
  if (lonA === lonB && latA === latB) return 0;
  const reduced = (lat) => Math.atan((1 - FLATTENING) * Math.tan(lat * DEGREE));
  const [betaA, betaB] = [reduced(latA), reduced(latB)];
  const halfLat = Math.sin((betaB - betaA) / 2) ** 2;
  const halfLon = Math.sin(((lonB - lonA) * DEGREE) / 2) ** 2;
  const sigma =
    2 * Math.asin(Math.min(1, Math.sqrt(halfLat + Math.cos(betaA) * Math.cos(betaB) * halfLon)));
  const [sum, difference] = [(betaA + betaB) / 2, (betaB - betaA) / 2];
  const x =
    ((sigma - Math.sin(sigma)) * (Math.sin(sum) * Math.cos(difference)) ** 2) /
    Math.cos(sigma / 2) ** 2;
  const y =
    ((sigma + Math.sin(sigma)) * (Math.cos(sum) * Math.sin(difference)) ** 2) /
    Math.sin(sigma / 2) ** 2;
  return EQUATOR_KM * (sigma - (FLATTENING / 2) * (x + y));
}

/** Give the place of a longitude in the Mercator square, 0 to 1 from west to east. */
export function mercatorX(lon) {
  return lon / 360 + 0.5;
}

/** Give the place of a latitude in the Mercator square, 0 to 1 from north to south. */
export function mercatorY(lat) {
  return 0.5 - Math.asinh(Math.tan(lat * DEGREE)) / (2 * Math.PI);
}

/** Give the latitude of a place in the Mercator square. */
export function latitudeOf(y) {
  return Math.atan(Math.sinh((0.5 - y) * 2 * Math.PI)) / DEGREE;
}

/** Give the ground length of one pixel in metres at a zoom (256 px world at zoom 0). */
export function metresPerPixel(lat, zoom) {
  return (2 * Math.PI * EQUATOR_KM * 1000 * Math.cos(lat * DEGREE)) / (256 * 2 ** zoom);
}

/** Read a line written as differences of scaled integers: x, y, dx, dy, ... -> [[lat, lon], ...]. */
export function readLine(flat, scale) {
  const line = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < flat.length; i += 2) {
    x += flat[i];
    y += flat[i + 1];
    line.push([y / scale, x / scale]);
  }
  return line;
}
