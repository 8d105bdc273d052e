// Ranking the whole Pareto set again while the weights change, without asking the server: the list is ordered anew, the
// chart marks the best, which is announced. A best journey that the page does not describe yet is fetched by its id.

import { say, whole } from "./messages";
import type { Journeys, Point } from "./types";

const names = ["usdPerDay", "usdPerTonne", "usdPerRiskDay"] as const;
const announceMillis = 350, fetchMillis = 450;

export class Ranking {
  private inputs = names.map((n) => document.getElementById(n) as HTMLInputElement | null);
  private timers = { announce: 0, fetch: 0 };

  constructor(private data: Journeys, private fetchJourney: (id: string) => void) {
    for (const input of this.inputs) {
      if (!input) continue;
      const range = document.getElementById(`${input.id}-range`) as HTMLInputElement | null;
      range?.addEventListener("input", () => {
        input.value = range.value === "0" ? "" : range.value;
        this.rank();
      });
      input.addEventListener("input", () => {
        if (range) range.value = input.value || "0";
        this.rank();
      });
    }
  }

  /** Takes fresh data, after a journey was fetched. */
  take(data: Journeys): void {
    this.data = data;
    this.rank();
  }

  close(): void {
    clearTimeout(this.timers.announce);
    clearTimeout(this.timers.fetch);
  }

  private weights(): number[] {
    return this.inputs.map((i) => Math.max(0, Number(i?.value) || 0));
  }

  /** Cost, and days, emissions and risk at the prices of the weights, in US dollars; the same sum as the server's. */
  static generalised([, , mean, p50, p90, usd, kg]: Point, [day, tonne, risk]: number[]): number {
    return Number(usd) + day! * Number(mean) + (tonne! * Number(kg)) / 1000 + risk! * (Number(p90) - Number(p50));
  }

  private rank(): void {
    const frontier = this.data.frontier ?? [];
    const w = this.weights();
    const weighted = w.some((v) => v > 0);
    this.carry();
    const value = new Map(frontier.map((p) => [p[0], Ranking.generalised(p, w)]));
    const sorted = [...frontier].sort((a, b) => value.get(a[0])! - value.get(b[0])!);
    const place = new Map(sorted.map((p, i) => [p[0], i + 1]));
    this.table(weighted, value, place, frontier.length);
    const best = weighted ? sorted[0] : undefined;
    document.querySelectorAll(".scatter .best").forEach((e) => e.classList.remove("best"));
    if (best) document.querySelector(`.scatter [data-journey="${best[0]}"], .scatter [data-point="${best[0]}"]`)?.classList.add("best");
    this.announce(best, value, frontier.length);
  }

  private table(weighted: boolean, value: Map<string, number>, place: Map<string, number>, of: number): void {
    const table = document.querySelector("table.journeys");
    const body = table?.querySelector("tbody");
    if (!table || !body) return;
    table.classList.toggle("weighted", weighted);
    const n = new Map(this.data.journeys.map((j) => [j.id, j.n]));
    const rows = [...body.querySelectorAll<HTMLTableRowElement>("tr[data-journey]")];
    const id = (r: HTMLElement) => r.dataset["journey"]!;
    rows.sort((a, b) => (weighted ? (value.get(id(a)) ?? Infinity) - (value.get(id(b)) ?? Infinity) : (n.get(id(a)) ?? 0) - (n.get(id(b)) ?? 0)));
    for (const r of rows) {
      const cell = r.querySelector(".gen");
      const v = value.get(id(r));
      if (!cell) continue;
      cell.replaceChildren();
      if (!weighted || v === undefined) continue;
      const bold = document.createElement("b"), note = document.createElement("span");
      bold.textContent = whole(v);
      note.className = "note block";
      note.textContent = say("rank", { rank: place.get(id(r)) ?? 0, of });
      cell.append(bold, note);
    }
    // Rows move only where their order changed: one that moves loses the focus within it.
    rows.forEach((r, i) => {
      if (body.children[i] !== r) body.insertBefore(r, body.children[i] ?? null);
    });
  }

  private announce(best: Point | undefined, value: Map<string, number>, of: number): void {
    clearTimeout(this.timers.announce);
    clearTimeout(this.timers.fetch);
    const out = document.getElementById("best");
    if (!out) return;
    if (!best) {
      out.textContent = say("none");
      return;
    }
    const shown = this.data.journeys.find((j) => j.id === best[0]);
    const corridor = this.data.corridors?.[best[1]] ?? "";
    const usd = whole(value.get(best[0])!);
    const text = shown ? say("best", { n: shown.n, corridor, usd, of }) : say("bestNew", { corridor, usd, of });
    this.timers.announce = window.setTimeout(() => (out.textContent = text), announceMillis);
    if (!shown) this.timers.fetch = window.setTimeout(() => this.fetchJourney(best[0]), fetchMillis);
  }

  /** Puts the weights into every address of the page, and into its own. */
  carry(): void {
    const w = this.inputs.map((i) => i?.value ?? "");
    const put = (href: string): string => {
      const u = new URL(href, location.href);
      names.forEach((n, i) => (Number(w[i]) > 0 ? u.searchParams.set(n, w[i]!) : u.searchParams.delete(n)));
      return u.pathname + u.search.replace(/%2C/g, ",") + u.hash;
    };
    document.querySelectorAll<HTMLAnchorElement | SVGAElement>("#results a[href], .langs a[href]").forEach((a) => {
      const href = a.getAttribute("href")!;
      if (href.startsWith("/?") || href.startsWith("/api/plan") || href.startsWith("/api/request")) a.setAttribute("href", put(href));
    });
    history.replaceState(null, "", put(location.href));
  }
}
