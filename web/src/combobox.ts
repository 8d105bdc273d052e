// An ARIA 1.2 combobox: choices for a field while somebody types in it.

/** One choice: how it reads, what stands small beside it, and what it puts into the field. */
export interface Choice {
  name: string;
  note: string;
  value: string;
}

/** Where the choices of a field come from. */
export interface Source {
  prefix: string; // of the ids of its lists
  label: string; // of its list, for those who hear it
  least: number; // characters before anything is asked
  waitMillis: number; // after the last key, so that fast typing asks once
  reopens: boolean; // whether the down arrow asks where no list is open
  ask(text: string): Promise<Response>;
  choices(answer: unknown): Choice[];
}

let count = 0;

/** Offers the choices of a source while somebody types in a field. */
export function offer(input: HTMLInputElement, source: Source): void {
  new Combobox(input, source);
}

class Combobox {
  private list = document.createElement("ul");
  private found: Choice[] = [];
  private at = -1;
  private timer = 0;
  private asked = 0;

  constructor(
    private input: HTMLInputElement,
    private source: Source,
  ) {
    const id = `${source.prefix}-${++count}`;
    this.list.id = id;
    this.list.className = "choices";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", source.label);
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
    this.timer = window.setTimeout(() => void this.ask(), this.source.waitMillis);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    const mine = ++this.asked;
    if (text.length < this.source.least) return this.close();
    try {
      const res = await this.source.ask(text);
      if (!res.ok) return this.close();
      const choices = this.source.choices(await res.json());
      // An answer that comes after a later question, or after the field was left, is not shown.
      if (mine === this.asked && document.activeElement === this.input) this.show(choices);
    } catch {
      this.close(); // typing goes on without help
    }
  }

  private show(choices: Choice[]): void {
    this.found = choices;
    this.list.replaceChildren(...choices.map((c, i) => this.option(c, i)));
    this.mark(-1);
    this.list.hidden = choices.length === 0;
    this.input.setAttribute("aria-expanded", String(choices.length > 0));
  }

  private option(c: Choice, i: number): HTMLLIElement {
    const li = document.createElement("li");
    li.id = `${this.list.id}-${i}`;
    li.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = c.name;
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = c.note;
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
    if (e.key === "ArrowDown" && !open && this.source.reopens) void this.ask();
    else if (!open) return;
    else if (e.key === "ArrowDown") this.mark((this.at + 1) % n);
    else if (e.key === "ArrowUp") this.mark(this.at <= 0 ? n - 1 : this.at - 1);
    else if (e.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (e.key === "Escape") this.close();
    else return;
    e.preventDefault();
  }

  private take(i: number): void {
    const c = this.found[i];
    if (c) this.input.value = c.value;
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
