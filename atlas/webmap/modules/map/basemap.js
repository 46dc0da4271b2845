// What lies under the places: sea, the two tinted sides, coast, corridor limit and border, as
// Leaflet vectors; and the Leaflet layer that our own drawing lives in.

import { readLine } from "../base/geodesy.js";

const PANES = [
  ["atlas-land", 250],
  ["atlas-background", 275],
  ["atlas-streets", 300],
  ["atlas-lines", 350],
  ["atlas-places", 590],
];

/** How roads, railways and rivers look that are known from afar only: thin, below everything. */
export const GROUND_LOOKS = {
  river: { weight: 1.3, color: "#86b0bd", opacity: 0.9 },
  railway: { weight: 0.9, color: "#8b8680", opacity: 0.75, dashArray: "5 2.5" },
  long_road: { weight: 0.9, color: "#a2957c", opacity: 0.8 },
  road: { weight: 1.1, color: "#a2957c", opacity: 0.85 },
};

/**
 * Add the basemap of a payload to a map.
 *
 * @param {Atlas.Leaflet} L
 * @param {Atlas.LeafletMap} map
 * @param {Atlas.ReadPayload} payload
 */
export function addBasemap(L, map, payload) {
  for (const [name, depth] of PANES) {
    map.createPane(name).style.zIndex = depth;
    map.getPane(name).style.pointerEvents = "none";
  }
  const { scale, far, sheets, land, coast, limits, border, ground } = payload.geography;
  const renderers = Object.fromEntries(
    ["atlas-land", "atlas-lines"].map((name) => [name, L.svg({ pane: name, padding: 0.5 })]),
  );
  const shared = (pane, className) => ({
    pane,
    renderer: renderers[pane],
    interactive: false,
    className,
    smoothFactor: 0.7,
  });
  const lines = (all, by = scale) => all.map((line) => readLine(line, by));
  const layers = [];
  const area = (rings, className, style, by) =>
    layers.push(
      L.polygon(lines(rings, by), {
        ...shared("atlas-land", className),
        stroke: false,
        fillOpacity: 1,
        ...style,
      }),
    );
  const path = (all, className, style) =>
    layers.push(L.polyline(lines(all), { ...shared("atlas-lines", className), ...style }));
  for (const { side, rings } of far?.countries ?? [])
    area(
      rings,
      "atlas-far",
      { fillColor: tint(payload, side), stroke: true, weight: 0.8, color: "#a9a48f" },
      far.scale,
    );
  if (far)
    layers.push(
      L.polyline(lines(far.borders, far.scale), {
        ...shared("atlas-land", "atlas-far-border"),
        weight: 2,
        color: "#6b5d7d",
      }),
    );
  map.getContainer().classList.toggle("atlas-over-sea", Boolean(far));
  for (const [west, south, east, north] of sheets) {
    const corners = [
      [
        [south, west],
        [north, west],
        [north, east],
        [south, east],
      ],
    ];
    layers.push(
      L.polygon(corners, {
        ...shared("atlas-land", "atlas-sea"),
        stroke: false,
        fillOpacity: 1,
        fillColor: "#c3d5da",
      }),
    );
  }
  for (const { side, rings } of land) area(rings, "atlas-side", { fillColor: tint(payload, side) });
  const rough = ground.map(({ kind, most, lines: some }) => ({
    most,
    layer: L.polyline(lines(some), {
      ...shared("atlas-land", `atlas-ground atlas-${kind}`),
      ...GROUND_LOOKS[kind],
    }),
  }));
  layers.push(...rough.map(({ layer }) => layer));
  path(coast, "atlas-coast", { weight: 1.1, color: "#7f9aa3" });
  path(limits, "atlas-limit", { weight: 1.2, color: "#8b7f6a", opacity: 0.75, dashArray: "2 5" });
  path(border, "atlas-border-case", { weight: 9, color: "#86759b", opacity: 0.26 });
  path(border, "atlas-border", { weight: 2.4, color: "#4a3d5c", opacity: 1 });
  const added = L.layerGroup(layers).addTo(map);
  const farOut = () => {
    const zoom = map.getZoom();
    map.getContainer().classList.toggle("atlas-far-out", zoom < 8);
    for (const { layer, most } of rough)
      layer.getElement()?.classList.toggle("atlas-too-near", zoom > most);
  };
  map.on("zoomend", farOut).whenReady(farOut);
  return added;
}

/**
 * Give the quiet colour of a side.
 *
 * @param {Atlas.ReadPayload} payload
 * @param {string} side
 */
export function tint(payload, side) {
  return payload.vocab.side[side]?.colour || "#efe9dc";
}

/**
 * Make a Leaflet renderer that calls `draw` whenever the drawing has to follow the map, and moves
 * with the map in between.
 *
 * @param {Atlas.Leaflet} L
 * @param {HTMLElement} container what is drawn into
 * @param {(frame: Atlas.Frame) => void} draw
 * @param {string} [pane]
 */
export function followMap(L, container, draw, pane = "atlas-places") {
  const Follower = L.Renderer.extend({
    _initContainer() {
      this._container = container;
    },
    _destroyContainer() {
      container.remove();
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min, max } = this._bounds;
      L.DomUtil.setPosition(container, min);
      draw({ left: min.x, top: min.y, width: max.x - min.x, height: max.y - min.y });
    },
    _updatePaths() {},
    redraw() {
      if (this._map) this._update();
    },
  });
  return new Follower({ pane, padding: 0.35 });
}
