// Finding codes while typing in the form of a consignment: an ARIA 1.2 combobox over /consignments/codes. Without this script
// the link beside the field opens a page that finds the same.

const waitMillis = 150; // after the last key, so that fast typing asks once
let count = 0;

interface CodeFound {
  code: string;
  text: string;
  country?: string;
  note?: string;
}

/** Binds every field of the page whose codes can be found. */
export function bindCodes(): void {
  document.querySelectorAll<HTMLInputElement>("input[data-codes]").forEach((input) => new CodeBox(input));
}

class CodeBox {
  private list = document.createElement("ul");
  private found: CodeFound[] = [];
  private at = -1;
  private timer = 0;
  private asked = 0;

  constructor(private input: HTMLInputElement) {
    const id = `codes-${++count}`;
    this.list.id = id;
    this.list.className = "choices";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "");
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
    if (text.length < 2) return this.close();
    try {
      const address = `/consignments/codes?kind=${this.input.dataset["codes"]!}&q=${encodeURIComponent(text)}`;
      const res = await fetch(address, { headers: { Accept: "application/json" } });
      if (!res.ok) return this.close();
      const { hits } = (await res.json()) as { hits: CodeFound[] };
      // An answer that comes after a later question, or after the field was left, is not shown.
      if (mine === this.asked && document.activeElement === this.input) this.show(hits);
    } catch {
      this.close(); // typing goes on without help
    }
  }

  private show(hits: CodeFound[]): void {
    this.found = hits;
    this.list.replaceChildren(...hits.map((h, i) => this.option(h, i)));
    this.mark(-1);
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
  }

  private option(h: CodeFound, i: number): HTMLLIElement {
    const li = document.createElement("li");
    li.id = `${this.list.id}-${i}`;
    li.setAttribute("role", "option");
    const name = document.createElement("span");
    name.textContent = h.text;
    const note = document.createElement("span");
    note.className = "note";
    note.textContent = [h.code, h.country, h.note].filter(Boolean).join(" · ");
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
    const n = this.found.length;
    if (this.list.hidden) return;
    if (e.key === "ArrowDown") this.mark((this.at + 1) % n);
    else if (e.key === "ArrowUp") this.mark(this.at <= 0 ? n - 1 : this.at - 1);
    else if (e.key === "Enter" && this.at >= 0) this.take(this.at);
    else if (e.key === "Escape") this.close();
    else return;
    e.preventDefault();
  }

  private take(i: number): void {
    const h = this.found[i];
    if (h) this.input.value = h.code;
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
