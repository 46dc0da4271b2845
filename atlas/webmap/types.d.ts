// What the modules of the map hand to each other. Written by hand; `tsc -p atlas/webmap` checks
// that the modules keep to it. Nothing of this reaches a browser.

declare namespace Atlas {
  // Words and codes

  /** A code of a language, a key of `Payload.languages`. */
  type Lang = string;

  /** A text in every language. */
  type Texts = Record<Lang, string>;

  /** A field of a filter that holds codes, as the payload declares them in `facets`. */
  type Facet = string;

  /** Texts of the interface by language and key, with {placeholders}; `strings()` in payload.py. */
  type Strings = Record<Lang, Record<string, string>>;

  /** The interface's words, bound to a language; made by `wordsFor`. */
  interface Words {
    lang: Lang;
    t(key: string, values?: Record<string, unknown>): string;
    count(key: string, n: number, values?: Record<string, unknown>): string;
    number(value: number): string;
    km(value: number): string;
    metres(value: number): string;
    /** An ISO date as long as it is: a year stays a year. */
    date(iso: string): string;
    /** The year of an ISO date, and the month where it is known: "Oct 2025". */
    month(iso: string): string;
    age(iso: string): string;
  }

  /** A code of a vocabulary: its labels by language, its definitions as `definition_<lang>`. */
  interface Term extends Partial<Texts> {
    colour?: string;
    icon?: string;
    /** Folded words and phrases (their words joined by "_") by which a search finds the code. */
    words?: string;
    /** Of a service: the path of its drawing in a 24 by 24 box. */
    drawing?: string;
  }

  /** The name of a vocabulary. */
  type Vocabulary = string;

  /** What somebody who types may mean: a code, a word (also a town), or a place. */
  interface Suggestion {
    facet?: Facet;
    code?: string;
    word?: string;
    /** What choosing it changes of the filter, and how many places that gives. */
    part?: Partial<Filter>;
    n?: number;
    row?: number;
    street?: FoundStreet;
  }

  interface Language {
    name: string;
    /** What each language calls it. */
    called: Texts;
    /** What ends the columns that hold a text in it and in its fallbacks, the best first. */
    suffixes: string[];
    /** Said where nobody has reviewed the translation. */
    unreviewed?: string;
  }

  // The payload, as atlas/webmap/payload.py writes it

  /** The name of a column of text; a schema may declare more than the modules know. */
  type TextColumn = string;

  /** The name of a column of numbers; NaN where nothing is known. */
  type NumberColumn = string;

  /** What a schema declares of a column that is shown. */
  interface Column {
    name: string;
    title: Texts;
    type: "string" | "number" | "integer" | "boolean";
    show: ("card" | "list" | "table" | "print" | "search")[];
    vocabulary?: Vocabulary;
    /** What parts the values of a list. */
    list?: string;
    /** The table whose ids it holds. */
    references?: string;
    group?: string;
    date?: boolean;
    /** Whether it holds telephone numbers. */
    phones?: boolean;
    /** Whether other columns hold its texts in other languages. */
    translated?: boolean;
  }

  /** One text for all rows; or a text a row; or distinct texts and the number of each row's. */
  type WrittenText = { c: string } | { v: string[] } | { d: string[]; i: number[] };

  /** Whole numbers of `1 / s`; differences to the known one before when `delta`; null for none. */
  interface WrittenNumbers {
    s: number;
    n: (number | null)[];
    delta?: boolean;
  }

  interface WrittenLocalities {
    name: string[];
    lon: number[];
    lat: number[];
    population: number[];
  }

  interface Locality {
    name: string;
    lon: number;
    lat: number;
    population: number;
  }

  interface Named {
    name: string;
    names: Texts;
  }

  interface Corridor extends Named {
    id: string;
    /** The two sides. */
    a: string;
    b: string;
    radius_km: number;
    /** Time zones of the IANA database by side, where they are known. */
    zones?: Record<string, string>;
    /** West, south, east, north. */
    bounds: [number, number, number, number];
  }

  interface Crossing extends Named {
    id: string;
    corridor: string;
    /** Null without a point. */
    lon: number | null;
    lat: number | null;
    name_a: string;
    name_b: string;
    modes: string;
    port_code: string;
    status: string;
    status_date: string;
    website: string;
    notes: Texts;
    sources: number[];
  }

  /** A number as it is written, and the date of its source. */
  interface Phone {
    number: string;
    date: string;
  }

  /** When something is open, in minutes from Monday 00:00, in order and cut at midnight. */
  type Week = [opens: number, closes: number][];

  /** Whether it is open, and at which minute of the week that changes. */
  interface Openness {
    open: boolean;
    changes: number | null;
  }

  interface Source {
    [title: `title${string}`]: string | undefined;
    publisher?: string;
    url?: string;
    path?: string;
    date?: string;
    licence?: string;
  }

  /** A line as differences of scaled whole numbers: x, y, dx, dy, ... */
  type WrittenLine = number[];

  interface FarView {
    scale: number;
    attribution: string;
    borders: WrittenLine[];
    countries: { side: string; label: [number, number]; rings: WrittenLine[] }[];
  }

  /** The basemap; see atlas/webmap/basemap_payload.py. */
  interface Geography {
    scale: number;
    sheets: [number, number, number, number][];
    land: { corridor: string; side: string; rings: WrittenLine[] }[];
    coast: WrittenLine[];
    limits: WrittenLine[];
    border: WrittenLine[];
    /** Points along the border, each with the direction that leads into the side `a`. */
    anchors: Anchor[];
    /** Main roads, railways and rivers by kind, the lowest first. */
    ground: { kind: string; most: number; lines: WrittenLine[] }[];
    far: FarView | null;
  }

  /** A line, ring or point of a street pack in the Mercator square. */
  interface StreetLine {
    name: string;
    xs: Float64Array;
    ys: Float64Array;
    box: Box;
  }

  /** The lines of a class in a pack: name, first point and box of each by its number. */
  interface StreetLayer {
    name: string;
    size: number;
    /** All names of the pack. */
    names: string[];
    called: Uint32Array;
    /** Where the points of a line begin, and behind the last those of the last end. */
    ends: Uint32Array;
    /** West, north, east, south of each line. */
    boxes: Float64Array;
    /** The points of the pack. */
    xs: Float64Array;
    ys: Float64Array;
  }

  /** Some lines of a layer. */
  interface StreetPart {
    layer: StreetLayer;
    lines: number[];
  }

  /** How near lines pass each pixel of a square: see map/street-raster.js. */
  interface Nearness {
    near: Uint8Array;
    from: Int16Array;
    to: Int16Array;
  }

  interface StreetPack {
    layers: StreetLayer[];
  }

  /** A piece of a street, or a quarter, as it is searched: how important it is, and a point on it. */
  interface NamedLine {
    name: string;
    rank: number;
    box: Box;
    x: number;
    y: number;
  }

  /** A street or quarter that somebody may mean who types. */
  interface FoundStreet extends NamedLine {
    quarter: boolean;
    /** The nearest town, or the corridor. */
    town: string;
  }

  /** What a picture shows that is painted square by square, in px of the screen. */
  interface PictureState {
    zoom: number;
    ratio: number;
    /** How much the Mercator square has. */
    scale: number;
    left: number;
    top: number;
    width: number;
    height: number;
    /** Where a square begins. */
    origin: Point;
    /** Width and height of the part that the map shows, in the middle. */
    seen: number[];
    subject: readonly unknown[];
    /** The keys of the squares that are wholly painted. */
    painted: Set<string>;
  }

  /** Paints the square of a number, which begins at a px; gives nothing where nothing is. */
  type SquarePaint = (square: { n: number; left: number; top: number }) => ImageData | null;

  interface StreetLook {
    zoom: number;
    fill?: string;
    colour?: string;
    width?: number;
    case?: string;
    cased?: number;
    dash?: number[];
  }

  /** What a map says of the streets that it holds. */
  interface StreetFacts {
    corridor: string;
    source: string;
    km: Record<string, number>;
    left_out: boolean;
  }

  interface Anchor {
    corridor: string;
    a: string;
    b: string;
    lon: number;
    lat: number;
    nx: number;
    ny: number;
  }

  /** What a source says of a place: field, value, date, whether the place has it, sources. */
  type Claim = [
    field: string,
    value: string | Texts,
    date: string,
    used: number,
    sources: number[],
  ];

  interface QrCode {
    size: number;
    path: string;
  }

  /** How many places the filter leaves out by default alone, by facet. */
  type LeftOut = Record<Facet, number>;

  interface FacetDescription {
    column: TextColumn;
    vocabulary: Vocabulary;
    title: Texts;
    /** What is left out while nothing is asked of the facet. */
    left_out?: { column: TextColumn; code: string };
    /** What asking for all is called. */
    any?: Texts;
  }

  /** A way to write to somebody: `email`, `whatsapp`, `signal` or `tel`. */
  interface Way {
    channel: string;
    text: string;
    href: string;
  }

  /** Who is behind the data. */
  interface Behind {
    makers: Texts[];
    ways: Way[];
    danger: Way | null;
    /** Where a record is corrected; empty without a public address. */
    correct: string;
  }

  /** What a status amounts to at the date of the data. */
  type Evidence = "open" | "was_open" | "unknown" | "planned" | "closed";

  interface Payload {
    format: number;
    lang: Lang;
    title: Texts;
    version: string;
    /** The date of the data. */
    date: string;
    total: number;
    query: string;
    qr: QrCode | null;
    languages: Record<Lang, Language>;
    licences: { title: string; path: string; covers?: Texts }[];
    attribution: string;
    behind: Behind;
    /** Codes that a filter may name, by facet; ids of the crossings that have a point as `near`. */
    choices: Record<Facet | "near" | "lang", string[]>;
    facets: Record<Facet, FacetDescription>;
    /** The fields of a filter in the order of the panel, and the facets that are open in it. */
    panel: { first: string[]; more: string[]; open: Facet[] };
    /** Columns in the order in which they are shown. */
    columns: Column[];
    /** Groups of the card in their order. */
    groups: string[];
    /** Edge of the cell of a protected place, in degrees. */
    cell_degrees: number;
    vocab: Record<Vocabulary, Record<string, Term>>;
    /** Folded little words, such as "where" and "para", that a search leaves out. */
    stop_words: string;
    corridors: Corridor[];
    crossings: Crossing[];
    localities: WrittenLocalities;
    geography: Geography;
    places: {
      n: number;
      text: Partial<Record<TextColumn, WrittenText>>;
      numbers: Partial<Record<NumberColumn, WrittenNumbers>>;
    };
    sources: Source[];
    /** Timetables by the text of the hours. */
    weeks?: Record<string, Week>;
    /** Where the towns of places without a point lie, by "municipality, state": lon, lat. */
    towns?: Record<string, [number, number]>;
    /** Where the atlas can be reached on the web. */
    address?: string;
    /** Packs of streets as base64 of what docs/streets.md describes. */
    streets?: string[];
    /** Instead of packs, the addresses of the tiles of each, with {z}, {x} and {y}. */
    street_tiles?: string[];
    /** Addresses of the names of those packs, by `{key}`: the first letters of a word. */
    street_names?: string[];
    street_facts?: StreetFacts[];
    claims?: {
      fields: Record<string, Texts>;
      rows: Record<number, Claim[]>;
      /** Cells of telephone numbers that nobody has confirmed, of places without others. */
      phones: Record<number, string>;
    };
  }

  /** The payload as the modules have it. */
  interface ReadPayload extends Omit<Payload, "localities"> {
    localities: Locality[];
  }

  // The places and the filter

  /** Numbers of places, as they stand in the columns. */
  type Rows = Uint32Array;

  interface TextValues {
    distinct: string[];
    /** Which of them each row has. */
    code: ArrayLike<number>;
    at(row: number): string;
  }

  type Counts = Record<Facet, Record<string, number>>;

  interface Model {
    n: number;
    numbers: Record<NumberColumn, Float64Array>;
    at(column: TextColumn, row: number): string;
    /** A text of a row in a language, or what it falls back on. */
    textOf(column: TextColumn, row: number, lang: Lang): string;
    /** The language of a text where it is not the one wanted. */
    otherLanguage(column: TextColumn, row: number, lang: Lang): Lang | null;
    /** The names of a row, that of a language first. */
    names(row: number, lang: Lang): string[];
    /** One number for what a row says in several columns together. */
    codes(columns: TextColumn[], row: number): number;
    /** The row of an id; -1 when there is none. */
    rowOf(id: string): number;
    hasPoint(row: number): boolean;
    /** Places in the Mercator square; NaN without a point. */
    x: Float64Array;
    y: Float64Array;
    /** How far every place lies from a crossing or from `latitude,longitude`, in km. */
    kmTo(near: string): Float64Array;
    /** Which rows a filter keeps, and how many each code would keep with the others as they are. */
    evaluate(filter: Filter, open?: ((row: number) => unknown) | null): { rows: Rows; counts: Counts; leftOut: LeftOut };
    /** Make what a search needs before somebody searches. */
    warm(): void;
  }

  /** The filter, as `Filter` in atlas/places/filters.py. */
  interface Filter {
    /** The facets: lists of codes. */
    [facet: Facet]: any;
    phone: boolean;
    verified_since: string;
    near: string;
    max_km: number | null;
    q: string;
    lang: Lang;
  }

  // The state

  type PartName = "a" | "b" | "both";

  interface Comparison {
    /** The filter that waits while the panel changes the other one. */
    other: Filter;
    edits: "a" | "b";
    /** For every row 1 (only A), 2 (only B), 3 (both) or 0. */
    of: Uint8Array | null;
    rows?: Record<PartName, Rows>;
  }

  /** Numbers of places of both filters; `values` holds every code that A or B has. */
  interface Tally {
    a: number;
    b: number;
    both: number;
    facets: { name: Facet; values: { code: string; a: number; b: number }[] }[];
  }

  /** The point that the reader measures from. */
  interface Origin {
    lat: number;
    lon: number;
    metres: number;
    /** Whether the device said it. */
    device: boolean;
  }

  interface State {
    filter: Filter;
    lang: Lang;
    words: Words;
    counts: Counts;
    leftOut: LeftOut;
    /** What the filter keeps, and what of it is shown. */
    found: Rows;
    rows: Rows;
    /** The reader's own list: ids in order, and the list before something was taken out. */
    saved: string[];
    undo: string[] | null;
    /** How many ids of the link are not in the data. */
    unusable: number;
    /** Whether only the reader's list is shown. */
    mine: boolean;
    from: Origin | null;
    /** The order of the list: a name of `ORDERS`. */
    order: string;
    /** The town whose places without a point are listed alone. */
    town: string;
    /** Whether only what is open now is shown. */
    openNow: boolean;
    compare: Comparison | null;
    selected: string;
    hovered: string;
    /** Whether the map shows how well positions are known. */
    precision: boolean;
  }

  /** What a link says beside the filter. */
  interface Extra {
    saved: string[];
    unusable: number;
    mine: boolean;
    other: Filter | null;
  }

  // What all parts share

  // Leaflet brings no types of its own.
  type Leaflet = any;
  type LeafletMap = any;

  /** Where a choice was made. */
  type Where = "map" | "cursor" | "list" | "card" | "hash" | "api";

  /** What makes an atlas; see the top of atlas-map.js. */
  interface Options {
    payload: Payload;
    strings: Strings;
    leaflet: Leaflet;
    panels?: "all" | "filter" | "list" | "none";
    lang?: Lang;
    page?: boolean;
    map?: LeafletMap;
    height?: string;
    tiles?: boolean;
    onSelect?(id: string): void;
    onFilter?(query: string): void;
    onMove?(at: { zoom: number; lat: number; lon: number }): void;
    onExtra?(query: string): void;
    qr?(query: string): Promise<QrCode | null>;
    correct?: { address(id: string): string; go(id: string): void } | null;
    address?(query: string): string;
    goTo?: { corridor(): void } | null;
    report?: ((id: string, answer: string) => Promise<boolean>) | null;
    background?: Background | null;
    /** Fetch a tile of streets; null where nothing lies. */
    street?(address: string): Promise<Uint8Array<ArrayBuffer> | null>;
    home?: string;
    query?: string;
    extra?: string;
    at?: { zoom: number; lat: number; lon: number };
  }

  /** Tiles under the map: their address, whose they are, and the server that sees who looks. */
  interface Background {
    template: string;
    attribution: string;
    maxZoom: number;
    /** Empty where this server has them itself. */
    host: string;
  }

  interface BackgroundLayer {
    /** What the foot of the map says of it, with the way to take it away. */
    line(): (string | HTMLElement)[];
    remove(): void;
  }

  /** Data and state; `makeContext` makes it. */
  interface Core {
    element: HTMLElement | null;
    L: Leaflet;
    page: boolean;
    /** The map of somebody else that the atlas draws on. */
    existing: LeafletMap | undefined;
    correct: Options["correct"];
    address: Options["address"];
    goTo: Options["goTo"];
    report: Options["report"];
    street: Options["street"];
    height: string | undefined;
    panels: { filter: boolean; list: boolean; name: string };
    payload: ReadPayload;
    model: Model;
    state: State;
    /** Counts without any filter. */
    all: Counts;
    /** The filter that made the file. */
    fileFilter: Filter;
    /** Years in which a status was stated. */
    years: string[];
    /** Rows that somebody outside wants shown instead of what the filter keeps. */
    forced: Rows | null;
    /** Keep the state in the address, where there is one to keep it in. */
    keep(): void;
  }

  /** What `makeShell` and Leaflet add: the map and the page around it. */
  interface Stage {
    map: LeafletMap;
    scene: Scene;
    /** What lies over the map and must not be written under. */
    overlays(): Element[];
    /** Say something for a moment. */
    say(text: string): void;
    /** Open a sheet on a narrow screen; "" closes it. */
    sheet(name: string): void;
    /** What the scale bar listens with. */
    scaled?(): void;
    /** The QR code of what is printed now; the file's own while it is undefined. */
    qr?: QrCode | null;
    /** Say again whose the map is, after something about that changed. */
    showFoot(): void;
    /** The tiles under the map. */
    background?: BackgroundLayer;
    /** The streets that were read so far. */
    streets?: { packs(): StreetPack[]; mark(one: FoundStreet): void };
  }

  /** What createAtlas adds: commands that change the state and bring everything up to date. */
  interface Commands {
    change(part: Partial<Filter>, tell?: boolean): void;
    clear(): void;
    select(id: string, from: Where): void;
    hover(id: string): void;
    centre(): string;
    showPrecision(on: boolean): void;
    setLang(lang: Lang): void;
    fit(...corridors: string[]): void;
    about(): void;
    print(): Promise<void>;
    csv(): string;
  }

  /** What `readerCommands` adds: the reader's list, the distance, the comparison. */
  interface ReaderCommands {
    saved: SavedList;
    near: Nearest;
    compare: { begin(): void; edit(name: "a" | "b"): void; end(): void };
    /** Set the filter itself, A of a comparison. */
    replace(filter: Filter, tell?: boolean): void;
    /** Take over what a link says beside the filter. */
    take(extra: Extra): void;
    /** Show only what is open now. */
    showOpen(on: boolean): void;
    /** List the places of a town that have no point; all places again for "". */
    showTown(key: string): void;
    showMine(on: boolean): void;
    tellExtra(): void;
  }

  /** What all parts of an atlas share. */
  interface Context extends Core, Stage, Commands, ReaderCommands {}

  /** What changes the reader's list. */
  interface SavedList {
    has(id: string): boolean;
    toggle(id: string): void;
    remove(id: string): void;
    /** Move an id by so many places; at the ends nothing happens. */
    move(id: string, by: number): void;
    clear(): void;
    undo(): void;
  }

  /** What chooses the reader's point. */
  interface Nearest {
    element: HTMLElement;
    update(): void;
    /** Put the list into another order; by distance, the point has to be chosen first. */
    order(name: string): void;
    /** Take a click on the map; says whether it was waited for. */
    pick(latlng: { lat: number; lng: number }): boolean;
  }

  // The drawing

  type Point = { x: number; y: number };

  /** The part of the map that is drawn, in Leaflet's layer pixels. */
  interface Frame {
    left: number;
    top: number;
    width: number;
    height: number;
  }

  /** A frame at a zoom; `world` is the width of the Mercator square in px. */
  interface Viewport {
    frame: Frame;
    /** How much of the frame the map shows. */
    size: Point;
    zoom: number;
    world: number;
    left: number;
    top: number;
  }

  interface ItemBase {
    /** Where it lies in the Mercator square. */
    mx: number;
    my: number;
    /** How far from its middle a pointer meets it, in px; `box` is half of its width and height. */
    reach: number;
    box?: [number, number];
  }

  type PlaceItem = ItemBase & {
    type: "place";
    row: number;
    rows: number[];
    /** Its point, where its mark was moved off another one. */
    from?: Point;
  };
  type CountItem = ItemBase & { type: "count"; rows: number[] };
  type SquareItem = ItemBase & { type: "square"; rows: number[]; size: number };
  type CrossingItem = ItemBase & { type: "crossing"; crossing: Crossing; name: string };
  /** A town, and the places of its municipality without a point. */
  interface Town {
    key: string;
    name: string;
    lon: number;
    lat: number;
    rows: number[];
  }

  type TownItem = ItemBase & { type: "town"; rows: number[]; town: Town; text: string };
  type CorridorItem = ItemBase & {
    type: "corridor";
    corridor: Corridor;
    /** Number of places by side. */
    sides: Record<string, number>;
    rows: number[];
    /** Where it lay before it was moved into sight. */
    from?: Point;
    /** Whether there is room for its counts only. */
    bare?: boolean;
  };

  /** What is drawn on the map, with its place on the frame. */
  type Item = Point & (PlaceItem | CountItem | SquareItem | CrossingItem | TownItem | CorridorItem);

  /** What stands on the map at a zoom; see `group`. */
  interface Grouped {
    pills: CorridorItem[];
    items: (PlaceItem | CountItem | SquareItem)[];
    /** Rows that are dots on the canvas. */
    dots: Rows;
    /** Whether squares stand for places. */
    squares: boolean;
  }

  /** The drawing above the basemap. */
  interface Scene {
    element: HTMLElement;
    frame: Frame | null;
    /** Whether squares stand for places. */
    squares: boolean;
    draw(frame: Frame): void;
    refocus(): void;
    items(): Item[];
    find(layerPoint: Point, slack: number): Item | null;
    /** The room that names and marks take. */
    taken?: BoxRegister;
  }

  /** What a symbol shows. */
  interface Look {
    colour?: string;
    icon?: string;
    /** How full the colour is. */
    tint?: number;
    closed?: boolean;
    own?: boolean;
  }

  /** Different looks, and which of them each row has. */
  interface Looks {
    list: (Look | null)[];
    of: ArrayLike<number>;
  }

  interface Font {
    size: number;
    weight: number;
    serif?: boolean;
  }

  /** West, north, east, south of a box in px. */
  type Box = [number, number, number, number];

  interface BoxRegister {
    free(box: Box): boolean;
    take(box: Box): void;
  }

  /** A name that looks for its place. */
  interface Label extends Point {
    text: string;
    width: number;
    height: number;
    gap: number;
    /** How far out its places lie, as multiples of the gap. */
    rings?: number[];
    /** Of a name that belongs outside of a line: the direction across it. */
    normal?: [number, number];
    font?: "city" | "town" | "crossing" | "place";
    dot?: boolean;
    row?: number;
  }

  type PlacedLabel = Label & { left: number; top: number };

  type Measure = (text: string, font: Font) => number;

  /** The window of a map on the printed sheet: px for the whole Mercator square, and its corner. */
  interface SheetWindow {
    scale: number;
    left: number;
    top: number;
  }

  // The list

  interface Line {
    row: number;
    heading: { title: string; count: string };
  }

  /** A way to look at the list. */
  interface Tab {
    name: string;
    /** Keys of its words, and of what the list is called if that is another. */
    key: string;
    label?: string;
    count?: number;
    /** Whether it can be restricted to the part of the map that is seen. */
    follows?: boolean;
    /** Whether it is the reader's own list. */
    mine?: boolean;
    note?: string;
    drawing?(): Element;
    sequence?(): Line[];
    panel?(): Element;
    tools?(): Node[];
    empty?(): Node[];
  }
}
