// Completing places while typing: an ARIA 1.2 combobox over /api/places. Without this script the field keeps its datalist.

import { lang, say } from "./messages";
import type { PlaceFound } from "./types";

const waitMillis = 120; // after the last key, so that fast typing asks once
let count = 0;

export function completePlaces(input: HTMLInputElement): void {
  new Combobox(input);
}

class Combobox {
  private list = document.createElement("ul");
  private found: PlaceFound[] = [];
  private at = -1;
  private timer = 0;
  private asked = 0;

  constructor(private input: HTMLInputElement) {
    const id = `choices-${++count}`;
    this.list.id = id;
    this.list.className = "choices";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", say("places"));
    input.removeAttribute("list");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", id);
    input.after(this.list);
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (e) => this.key(e));
    input.addEventListener("blur", () => this.close());
    // The field must keep the focus while its list is pressed.
    this.list.addEventListener("mousedown", (e) => e.preventDefault());
    this.list.addEventListener("click", (e) => {
      const li = (e.target as Element).closest("li");
      if (li) this.take([...this.list.children].indexOf(li));
    });
  }

  private later(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), waitMillis);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    const mine = ++this.asked;
    if (text === "") return this.close();
    try {
      const res = await fetch(`/api/places?q=${encodeURIComponent(text)}&lang=${lang()}`);
      if (!res.ok) return this.close();
      const { places } = (await res.json()) as { places: PlaceFound[] };
      // An answer that comes after a later question, or after the field was left, is not shown.
      if (mine === this.asked && document.activeElement === this.input) this.show(places);
    } catch {
      this.close(); // typing goes on without help
    }
  }

  private show(places: PlaceFound[]): void {
    this.found = places;
    this.list.replaceChildren(...places.map((p, i) => this.option(p, i)));
    this.mark(-1);
    this.list.hidden = places.length === 0;
    this.input.setAttribute("aria-expanded", String(places.length > 0));
  }

  private option(p: PlaceFound, i: number): HTMLLIElement {
    const li = document.createElement("li");
    li.id = `${this.list.id}-${i}`;
    li.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = p.localName || p.name;
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = `${p.countryName} · ${say(`kind.${p.kind}`)} · ${p.code}`;
    li.append(name, note);
    return li;
  }

  private mark(i: number): void {
    this.at = i;
    [...this.list.children].forEach((li, k) => li.setAttribute("aria-selected", String(k === i)));
    const li = this.list.children[i];
    if (li) {
      this.input.setAttribute("aria-activedescendant", li.id);
      li.scrollIntoView({ block: "nearest" });
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  private key(e: KeyboardEvent): void {
    const open = !this.list.hidden;
    const n = this.found.length;
    if (e.key === "ArrowDown" && !open) void this.ask();
    else if (!open) return;
    else if (e.key === "ArrowDown") this.mark((this.at + 1) % n);
    else if (e.key === "ArrowUp") this.mark(this.at <= 0 ? n - 1 : this.at - 1);
    else if (e.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (e.key === "Escape") this.close();
    else return;
    e.preventDefault();
  }

  private take(i: number): void {
    const p = this.found[i];
    if (p) this.input.value = p.value;
    this.close();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}
