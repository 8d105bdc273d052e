// Lines of the map: projected once into paths that the canvas draws at any zoom, and into points to find what is under the
// pointer.

import { geoPath, type GeoContext, type GeoProjection } from "d3-geo";
import type { GeoPermissibleObjects } from "d3-geo";
import type { LonLat } from "./types";

export type Point = [number, number];

/** Collects what geoPath draws as polylines. */
class Collector implements GeoContext {
  lines: Point[][] = [];
  beginPath(): void {}
  arc(): void {}
  closePath(): void {}
  moveTo(x: number, y: number): void {
    this.lines.push([[x, y]]);
  }
  lineTo(x: number, y: number): void {
    this.lines[this.lines.length - 1]?.push([x, y]);
  }
}

/** The projected course of great circles through some points. */
export function polylines(projection: GeoProjection, coordinates: LonLat[]): Point[][] {
  const c = new Collector();
  geoPath(projection, c)({ type: "LineString", coordinates });
  return c.lines;
}

export function pathOf(lines: Point[][]): Path2D {
  const p = new Path2D();
  for (const line of lines) line.forEach(([x, y], i) => (i === 0 ? p.moveTo(x, y) : p.lineTo(x, y)));
  return p;
}

/** The path of any geometry; Path2D takes the calls that geoPath makes. */
export function shapePath(projection: GeoProjection, shape: GeoPermissibleObjects): Path2D {
  const p = new Path2D();
  geoPath(projection, withBegin(p))(shape);
  return p;
}

function withBegin(p: Path2D): GeoContext {
  return {
    beginPath: () => undefined,
    moveTo: (x, y) => p.moveTo(x, y),
    lineTo: (x, y) => p.lineTo(x, y),
    closePath: () => p.closePath(),
    arc: (x, y, r, a, b, c) => p.arc(x, y, r, a, b, c),
  };
}

/** The least squared distance from a point to some polylines. */
export function distance2(lines: Point[][], [x, y]: Point): number {
  let least = Infinity;
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      least = Math.min(least, segment2(line[i - 1]!, line[i]!, x, y));
    }
  }
  return least;
}

function segment2([ax, ay]: Point, [bx, by]: Point, x: number, y: number): number {
  const dx = bx - ax, dy = by - ay;
  const length2 = dx * dx + dy * dy;
  const t = length2 === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length2));
  const ex = ax + t * dx - x, ey = ay + t * dy - y;
  return ex * ex + ey * ey;
}

/** The stretches of a line between its points. */
export function stretches(line: LonLat[]): LonLat[][] {
  return line.slice(1).map((p, i) => [line[i]!, p]);
}

/** Stretches that follow each other as one line again, so that dashes run through. */
export function joined(parts: LonLat[][]): LonLat[][] {
  const out: LonLat[][] = [];
  for (const part of parts) {
    const last = out[out.length - 1];
    const end = last?.[last.length - 1], begin = part[0];
    if (last && end && begin && end[0] === begin[0] && end[1] === begin[1]) last.push(...part.slice(1));
    else out.push([...part]);
  }
  return out;
}

/** The boxes that labels have taken on the screen, and the lines they had better not cover. */
export class Boxes {
  private taken: [number, number, number, number][] = [];
  private points: Point[] = [];

  /** Keeps labels off a line where there is other room; its points must lie closer together than a label is high. */
  avoid(line: Point[]): void {
    this.points.push(...line);
  }

  take(x0: number, y0: number, x1: number, y1: number): void {
    this.taken.push([x0, y0, x1, y1]);
  }

  free(x0: number, y0: number, x1: number, y1: number): boolean {
    return !this.taken.some(([a, b, c, d]) => x0 < c && x1 > a && y0 < d && y1 > b);
  }

  /** How many points of the lines to be kept clear a box would cover. */
  covers(x0: number, y0: number, x1: number, y1: number): number {
    return this.points.filter(([x, y]) => x > x0 && x < x1 && y > y0 && y < y1).length;
  }
}

/** Points on a polyline no further apart than a step. */
export function sampled(line: Point[], step: number): Point[] {
  const out: Point[] = [];
  for (let i = 1; i < line.length; i++) {
    const [ax, ay] = line[i - 1]!, [bx, by] = line[i]!;
    const n = Math.min(400, Math.max(1, Math.ceil(Math.hypot(bx - ax, by - ay) / step)));
    for (let k = 0; k < n; k++) out.push([ax + ((bx - ax) * k) / n, ay + ((by - ay) * k) / n]);
  }
  return out;
}
