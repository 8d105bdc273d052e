// The map: coasts and borders, the network lightly, the journeys in the colours of their corridors and the chosen one bold,
// on a canvas. Colour says the corridor, the pattern of the line says the mode. Everything is projected once; zooming only
// changes the transform, so that lines stay sharp and moving stays smooth.

import { geoContains, geoNaturalEarth1, type GeoProjection } from "d3-geo";
import { select, type Selection as D3Selection } from "d3-selection";
import "d3-transition";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from "d3-zoom";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { avoidMenu, closeMenu, type Avoidable } from "./menu";
import { say } from "./messages";
import { Boxes, distance2, joined, pathOf, polylines, sampled, shapePath, stretches, type Point } from "./geometry";
import type { Selection } from "./selection";
import type { Journey, Journeys, LonLat, Mode, Network, Place } from "./types";

const centreLongitude = 75; // of Eurasia: Japan and Europe lie about as far from it
const wholeView: LonLat[] = [[-8, 4], [146, 4], [-8, 62], [146, 62], [70, 66]];
const zoomMin = 0.6, zoomMax = 40;
const pickPixels = 9; // how near the pointer must be to a line
const moveMillis = 600;

type World = Topology<{ countries: GeometryCollection; land: GeometryCollection }>;

interface Line {
  lines: Point[][];
  path: Path2D;
  mode: Mode;
}
interface DrawnLink extends Line {
  colour: string;
  suspended: boolean;
}
interface DrawnJourney {
  journey: Journey;
  lines: Line[];
}
interface Spot {
  place: Place;
  at: Point;
  rank: number; // 0 is labelled first
}

// The dashes of a mode at a line width of 1; they grow with the line.
const dashes: Record<Mode, number[]> = { rail: [], road: [], sea: [4, 2.2], ferry: [4, 1.2, 1, 1.2], air: [0.1, 2.4] };
const widths: Record<Mode, number> = { rail: 1, road: 0.65, sea: 1, ferry: 1, air: 1.1 };

let worldAsked: Promise<World> | undefined;
let networkAsked: Promise<Network> | undefined;
const namesAsked = new Map<string, Promise<Record<string, string>>>();

async function json<T>(url: string): Promise<T> {
  const res = await fetch(url);
  if (!res.ok) throw new Error(`${url}: ${res.status}`);
  return (await res.json()) as T;
}

export class CorridorMap {
  private canvas: HTMLCanvasElement;
  private ctx: CanvasRenderingContext2D;
  private sel: D3Selection<HTMLCanvasElement, unknown, null, undefined>;
  private zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  private t: ZoomTransform = zoomIdentity;
  private w = 0;
  private h = 0;
  private projection: GeoProjection = geoNaturalEarth1();
  private world?: World;
  private network?: Network;
  private names: Record<string, string> = {}; // of places, in the language of the page, by code
  private land = new Path2D();
  private coast = new Path2D();
  private borders = new Path2D();
  private links: DrawnLink[] = [];
  private drawn: DrawnJourney[] = [];
  private spots: Spot[] = [];
  private frame = 0;
  private colours = new Map<string, string>();
  private watchSize: ResizeObserver;
  private scheme = matchMedia("(prefers-color-scheme: dark)");
  private recolour = () => {
    this.colours.clear();
    this.redraw();
  };

  private journeys: Journey[];

  constructor(private figure: HTMLElement, private data: Journeys, private selection: Selection) {
    this.journeys = data.journeys;
    this.canvas = figure.querySelector("canvas")!;
    this.ctx = this.canvas.getContext("2d")!;
    this.sel = select(this.canvas);
    this.zoom = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([zoomMin, zoomMax])
      .filter((e: Event) => this.wanted(e))
      .on("zoom", (e: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
        this.t = e.transform;
        this.redraw();
      });
    this.sel.call(this.zoom).on("dblclick.zoom", null);
    this.watchSize = new ResizeObserver(() => this.resize());
    this.watchSize.observe(figure);
    this.listen();
    void this.load();
  }

  /** Shows other journeys, of the same request. */
  take(data: Journeys, selection: Selection): void {
    this.data = data;
    this.journeys = data.journeys;
    this.selection = selection;
    this.watch();
    this.build();
    this.fit(true);
  }

  /** Stops watching; the element is about to leave the page. */
  close(): void {
    closeMenu();
    this.watchSize.disconnect();
    this.scheme.removeEventListener("change", this.recolour);
    cancelAnimationFrame(this.frame);
  }

  // A wheel turned over the map scrolls the page, unless the map has the focus or Ctrl is held; one finger scrolls too.
  private wanted(e: Event): boolean {
    if (e instanceof WheelEvent) return e.ctrlKey || e.metaKey || document.activeElement === this.canvas;
    if (typeof TouchEvent !== "undefined" && e instanceof TouchEvent) return e.touches.length > 1;
    return !(e instanceof MouseEvent) || e.button === 0;
  }

  private async load(): Promise<void> {
    this.note(say("mapLoading"));
    try {
      worldAsked ??= json<World>(this.figure.dataset["world"]!);
      networkAsked ??= json<Network>(this.figure.dataset["network"]!);
      const file = this.figure.dataset["names"]!;
      if (!namesAsked.has(file)) namesAsked.set(file, json<Record<string, string>>(file));
      [this.world, this.network, this.names] = await Promise.all([worldAsked, networkAsked, namesAsked.get(file)!]);
      this.note("");
      this.build();
      this.fit(false);
      this.figure.dataset["drawn"] = "true";
    } catch {
      worldAsked = networkAsked = undefined;
      namesAsked.clear();
      this.note(say("mapFailed"));
    }
  }

  private note(text: string): void {
    const p = this.figure.querySelector<HTMLElement>(".map-note")!;
    p.textContent = text;
    p.hidden = text === "";
  }

  private resize(): void {
    const { clientWidth: w, clientHeight: h } = this.figure;
    if (w === 0 || h === 0 || (w === this.w && h === this.h)) return;
    this.w = w;
    this.h = h;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(w * ratio);
    this.canvas.height = Math.round(h * ratio);
    this.projection = geoNaturalEarth1()
      .rotate([-centreLongitude, 0])
      .precision(0.05)
      .fitExtent([[12, 12], [w - 12, h - 12]], { type: "MultiPoint", coordinates: wholeView });
    this.zoom.extent([[0, 0], [w, h]]);
    this.build();
    this.fit(false);
  }

  // Projects everything for the present size.
  private build(): void {
    if (!this.world || !this.network || this.w === 0) return;
    const { countries, land } = this.world.objects;
    this.land = shapePath(this.projection, feature(this.world, land));
    this.coast = shapePath(this.projection, mesh(this.world, land as never));
    this.borders = shapePath(this.projection, mesh(this.world, countries as never, (a, b) => a !== b));
    this.buildLinks(this.network);
    this.drawn = this.journeys.map((journey) => ({
      journey,
      lines: journey.legs.filter((l) => l.kind === "move" || l.kind === "border").map((l) => this.line(l.shape, l.mode)),
    }));
    this.spots = this.findSpots(this.network);
    this.redraw();
  }

  private line(shape: LonLat[], mode: Mode): Line {
    const lines = polylines(this.projection, shape);
    return { lines, path: pathOf(lines), mode };
  }

  // Sea lanes share most of their way: each stretch is drawn once, or the gaps of their dashes would fill.
  private buildLinks(n: Network): void {
    const classes = new Map(n.corridors.map((c, i) => [c.id, `cor-${i}`]));
    const seen = new Set<string>();
    this.links = [];
    for (const l of n.links) {
      const fresh = stretches(l.points.map(([lat, lon]): LonLat => [lon, lat])).filter((s) => {
        const ends = s.map(([lon, lat]) => `${lon.toFixed(2)} ${lat.toFixed(2)}`).sort();
        const key = `${l.mode} ${ends.join(" ")}`;
        return !seen.has(key) && seen.add(key);
      });
      const lines = joined(fresh).flatMap((s) => polylines(this.projection, s));
      this.links.push({ lines, path: pathOf(lines), mode: l.mode, colour: classes.get(l.corridor) ?? "", suspended: l.status === "suspended" });
    }
  }

  // The places in the order in which they deserve a label: ends and transfers of the chosen journey, its other places, then
  // the places where most links meet.
  private findSpots(n: Network): Spot[] {
    const degree = new Map<string, number>();
    for (const l of n.links) for (const code of [l.from, l.to]) degree.set(code, (degree.get(code) ?? 0) + 1);
    return n.locations
      .filter((p) => p.kind !== "waypoint")
      .map((place) => ({ place, at: this.projection([place.lon, place.lat]) ?? ([0, 0] as Point), rank: 1000 - (degree.get(place.code) ?? 0) }))
      .sort((a, b) => a.rank - b.rank);
  }

  private chosen(): Journey | undefined {
    return this.journeys.find((j) => j.id === this.selection.chosen);
  }

  /** Moves to the chosen journey, or to all of Eurasia where there is none. */
  fit(smoothly: boolean): void {
    if (this.w === 0) return;
    const j = this.drawn.find((d) => d.journey.id === this.selection.chosen);
    const points = j ? j.lines.flatMap((l) => l.lines.flat()) : [];
    this.move(points.length > 1 ? this.around(points) : zoomIdentity, smoothly);
  }

  private around(points: Point[]): ZoomTransform {
    const xs = points.map((p) => p[0]), ys = points.map((p) => p[1]);
    const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const k = Math.max(zoomMin, Math.min(8, 0.82 / Math.max((x1 - x0) / this.w, (y1 - y0) / this.h)));
    return zoomIdentity.translate(this.w / 2, this.h / 2).scale(k).translate(-(x0 + x1) / 2, -(y0 + y1) / 2);
  }

  private move(t: ZoomTransform, smoothly: boolean): void {
    if (smoothly && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.sel.transition().duration(moveMillis).call(this.zoom.transform, t);
    } else {
      this.sel.call(this.zoom.transform, t);
    }
  }

  private listen(): void {
    this.figure.querySelectorAll<HTMLButtonElement>("[data-zoom]").forEach((b) =>
      b.addEventListener("click", () => this.command(b.dataset["zoom"]!)),
    );
    this.canvas.addEventListener("keydown", (e) => {
      const step = 60;
      const pans: Record<string, [number, number]> = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
      const pan = pans[e.key];
      const zooms: Record<string, string> = { "+": "in", "=": "in", "-": "out", "0": "fit" };
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (e.key === "Enter") this.offer(this.w / 2, this.h / 2);
      else if (pan) this.sel.call(this.zoom.translateBy, pan[0] / this.t.k, pan[1] / this.t.k);
      else if (zooms[e.key]) this.command(zooms[e.key]!);
      else return;
      e.preventDefault();
    });
    this.canvas.addEventListener("pointermove", (e) => {
      const id = this.under(e);
      this.canvas.classList.toggle("over", id !== "" || (this.data.ask !== undefined && this.spotAt(e.offsetX, e.offsetY) !== undefined));
      this.selection.hover(id);
    });
    this.canvas.addEventListener("pointerleave", () => this.selection.hover(""));
    this.canvas.addEventListener("click", (e) => {
      const id = this.spotAt(e.offsetX, e.offsetY) ? "" : this.under(e);
      if (id) this.selection.choose(id);
      else this.offer(e.offsetX, e.offsetY);
    });
    for (const event of ["focus", "blur"]) this.canvas.addEventListener(event, () => this.redraw());
    this.watch();
    this.scheme.addEventListener("change", this.recolour);
  }

  private watch(): void {
    const mine = this.selection;
    let before = "";
    mine.watch((chosen) => {
      if (mine !== this.selection) return;
      if (chosen !== before && before !== "") this.fit(true);
      before = chosen;
      this.redraw();
    });
  }

  /** Offers to avoid the place and the country at a point of the map. */
  private offer(x: number, y: number): void {
    const what: Avoidable[] = [];
    const spot = this.spotAt(x, y);
    if (spot) what.push({ token: spot.place.code, name: this.nameOf(spot.place) });
    const country = this.countryAt(x, y);
    if (country) what.push({ token: country[0], name: country[1] });
    closeMenu();
    avoidMenu(this.figure, x + 6, y + 6, what, this.data.ask ?? "", this.canvas);
  }

  private nameOf(p: Place): string {
    return this.names[p.code] ?? p.name;
  }

  /** The place of the network nearest to a point, within reach of the pointer, of those that are drawn as stops or near. */
  private spotAt(x: number, y: number): Spot | undefined {
    let best: Spot | undefined, least = pickPixels ** 2;
    for (const s of this.spots) {
      const [sx, sy] = this.t.apply(s.at);
      const d = (sx - x) ** 2 + (sy - y) ** 2;
      if (d < least) [best, least] = [s, d];
    }
    return best;
  }

  /** The country of the network that a point lies in: its code and name. */
  private countryAt(x: number, y: number): [string, string] | undefined {
    const at = this.projection.invert?.(this.t.invert([x, y]));
    if (!this.world || !at || !this.data.countries) return undefined;
    for (const g of this.world.objects.countries.geometries) {
      const found = this.data.countries[String(g.id)];
      if (found && geoContains(feature(this.world, g), at)) return found;
    }
    return undefined;
  }

  private command(what: string): void {
    if (what === "fit") this.fit(true);
    else this.sel.transition().duration(200).call(this.zoom.scaleBy, what === "in" ? 1.6 : 1 / 1.6);
  }

  // The journey whose line is nearest to the pointer; of several that share the line, the chosen one.
  private under(e: MouseEvent): string {
    const p = this.t.invert([e.offsetX, e.offsetY]);
    let best = (pickPixels / this.t.k) ** 2, id = "";
    for (const d of this.drawn) {
      for (const l of d.lines) {
        const dist = distance2(l.lines, p);
        if (dist < best || (dist === best && d.journey.id === this.selection.chosen)) {
          best = dist;
          id = d.journey.id;
        }
      }
    }
    return id;
  }

  private redraw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  /** The value of a CSS variable, of an element with a class where one is given. */
  private colour(name: string, className = ""): string {
    const key = `${className} ${name}`;
    let c = this.colours.get(key);
    if (c === undefined) {
      const probe = document.createElement("i");
      probe.className = className;
      probe.hidden = true;
      this.figure.append(probe);
      c = getComputedStyle(probe).getPropertyValue(name).trim() || getComputedStyle(probe).getPropertyValue("--map-line").trim();
      probe.remove();
      this.colours.set(key, c);
    }
    return c;
  }

  private draw(): void {
    const { ctx, t } = this;
    const ratio = window.devicePixelRatio || 1;
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.fillStyle = this.colour("--map-sea");
    ctx.fillRect(0, 0, this.w, this.h);
    if (!this.world) return;
    ctx.setTransform(ratio * t.k, 0, 0, ratio * t.k, ratio * t.x, ratio * t.y);
    ctx.lineJoin = "round";
    ctx.fillStyle = this.colour("--map-land");
    ctx.fill(this.land);
    this.stroke(this.borders, this.colour("--map-border"), 0.7, []);
    this.stroke(this.coast, this.colour("--map-coast"), 0.7, []);
    this.drawLinks();
    this.drawJourneys();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.drawPlaces();
    if (document.activeElement === this.canvas && this.canvas.matches(":focus-visible")) this.drawCross();
  }

  // Where Enter offers to avoid something.
  private drawCross(): void {
    const { ctx, w, h } = this;
    ctx.beginPath();
    for (const [dx, dy] of [[1, 0], [0, 1]] as const) {
      ctx.moveTo(w / 2 - 9 * dx, h / 2 - 9 * dy);
      ctx.lineTo(w / 2 + 9 * dx, h / 2 + 9 * dy);
    }
    ctx.strokeStyle = this.colour("--accent");
    ctx.lineWidth = 2;
    ctx.stroke();
  }

  private stroke(path: Path2D, colour: string, width: number, dash: number[], alpha = 1): void {
    const { ctx } = this;
    const k = this.t.k;
    ctx.globalAlpha = alpha;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width / k;
    ctx.setLineDash(dash.map((d) => (d * width) / k));
    ctx.stroke(path);
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
  }

  // Beside journeys the network is only hinted at; alone it shows the corridors.
  private drawLinks(): void {
    const alone = this.drawn.length === 0;
    for (const l of this.links) {
      const colour = alone && l.colour ? this.colour("--cor", l.colour) : this.colour("--map-line");
      const width = (alone ? 1.9 : 0.8) * widths[l.mode];
      this.stroke(l.path, colour, width, dashes[l.mode], alone ? (l.suspended ? 0.35 : 0.95) : 0.5);
    }
  }

  private drawJourneys(): void {
    const { chosen, over } = this.selection;
    const rank = (d: DrawnJourney) => (d.journey.id === chosen ? 2 : d.journey.id === over ? 1 : 0);
    for (const d of [...this.drawn].sort((a, b) => rank(a) - rank(b))) {
      const r = rank(d);
      const colour = this.colour("--cor", d.journey.class);
      const width = [1.8, 3.2, 4][r]!;
      if (r > 0) {
        this.ctx.lineCap = "round";
        for (const l of d.lines) this.stroke(l.path, this.colour("--map-halo"), width * widths[l.mode] + 3.5, [], 0.9);
      }
      for (const l of d.lines) {
        this.ctx.lineCap = l.mode === "air" ? "round" : "butt";
        this.stroke(l.path, colour, width * widths[l.mode], dashes[l.mode], r > 0 ? 1 : 0.75);
      }
    }
    this.ctx.lineCap = "butt";
  }

  private drawPlaces(): void {
    const onJourney = this.placesOfChosen();
    const alone = this.drawn.length === 0;
    const boxes = new Boxes();
    // A label keeps clear of the buttons too.
    boxes.take(this.w - 52, 0, this.w, 135);
    for (const line of this.chosenLines()) boxes.avoid(line);
    const shown: { s: Spot; x: number; y: number; stop: number }[] = [];
    for (const s of this.spots) {
      const [x, y] = this.t.apply(s.at);
      const stop = onJourney.get(s.place.code) ?? (alone || this.t.k > 3 ? 3 : 4);
      if (x > -40 && y > -20 && x < this.w + 40 && y < this.h + 20) shown.push({ s, x, y, stop });
    }
    shown.sort((a, b) => a.stop - b.stop || a.s.rank - b.s.rank);
    for (const p of shown) this.dot(p.x, p.y, p.stop);
    for (const p of shown) if (p.stop < 2) boxes.take(p.x - 5, p.y - 5, p.x + 5, p.y + 5);
    // As many names as there is room to read, whatever the size of the map.
    let room = Math.floor((this.w * this.h) / 7000);
    for (const p of shown) if (p.stop < 3 || (p.stop === 3 && room-- > 0)) this.label(boxes, this.nameOf(p.s.place), p.x, p.y, p.stop);
  }

  // 0: an end of the journey, 1: a transfer or border, 2: a place it passes.
  private placesOfChosen(): Map<string, number> {
    const out = new Map<string, number>();
    const put = (code: string, rank: number) => out.set(code, Math.min(rank, out.get(code) ?? 9));
    const legs = this.chosen()?.legs ?? [];
    for (const l of legs) {
      put(l.from.code, l.kind === "load" ? 0 : l.kind === "move" ? 2 : 1);
      put(l.to.code, l.kind === "unload" ? 0 : l.kind === "move" ? 2 : 1);
    }
    return out;
  }

  private dot(x: number, y: number, stop: number): void {
    const { ctx } = this;
    const r = [5.5, 4, 3, 2.3, 1.6][stop]!;
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
    ctx.fillStyle = stop < 2 ? this.colour("--panel") : this.colour(stop === 2 ? "--ink" : "--map-line");
    ctx.fill();
    if (stop < 2) {
      ctx.strokeStyle = this.colour("--ink");
      ctx.lineWidth = stop === 0 ? 2.5 : 1.75;
      ctx.stroke();
    }
  }

  private label(boxes: Boxes, text: string, x: number, y: number, stop: number): void {
    const { ctx } = this;
    const size = stop === 0 ? 14 : stop < 3 ? 12.5 : 11.5;
    ctx.font = `${stop === 0 ? 700 : stop < 2 ? 600 : 400} ${size}px ${getComputedStyle(this.canvas).fontFamily}`;
    const width = ctx.measureText(text).width, half = size / 2 + 2, off = 8;
    // To the right, to the left, below, above, and the corners: the first that is free and covers least of the journey.
    const [right, left, middle] = [x + off, x - off - width, x - width / 2];
    const [below, above] = [y + off + half, y - off - half];
    const tries: Point[] = [[right, y], [left, y], [middle, below], [middle, above], [right, below - 4], [left, below - 4], [right, above + 4], [left, above + 4]];
    let best: Point | undefined, least = Infinity;
    for (const [lx, ly] of tries) {
      if (lx < 2 || lx + width > this.w - 2 || ly < half || ly > this.h - half) continue;
      if (!boxes.free(lx - 3, ly - half, lx + width + 3, ly + half)) continue;
      const cover = boxes.covers(lx - 2, ly - half, lx + width + 2, ly + half);
      if (cover < least) [best, least] = [[lx, ly], cover];
      if (cover === 0) break;
    }
    if (!best || (least > 0 && stop >= 3)) return;
    const [lx, ly] = best;
    boxes.take(lx - 3, ly - half, lx + width + 3, ly + half);
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.lineWidth = 3.5;
    ctx.strokeStyle = this.colour("--map-halo");
    ctx.strokeText(text, lx, ly);
    ctx.fillStyle = this.colour(stop < 2 ? "--ink" : "--soft");
    ctx.fillText(text, lx, ly);
  }

  // The chosen journey's course on the screen, as points a label is higher than.
  private chosenLines(): Point[][] {
    const d = this.drawn.find((x) => x.journey.id === this.selection.chosen);
    const lines = d ? d.lines.flatMap((l) => l.lines) : [];
    return lines.map((line) => sampled(line.map((p) => this.t.apply(p)), 8));
  }
}
