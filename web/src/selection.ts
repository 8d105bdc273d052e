// Which journey is chosen and which one the pointer is over: the one state that table, chart, map and legs share.

type Listener = (chosen: string, over: string) => void;

export class Selection {
  private listeners: Listener[] = [];
  chosen = "";
  over = "";

  /** Calls back now and whenever something changes. */
  watch(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.chosen, this.over);
  }

  choose(id: string): void {
    if (id === this.chosen) return;
    this.chosen = id;
    this.tell();
  }

  hover(id: string): void {
    if (id === this.over) return;
    this.over = id;
    this.tell();
  }

  private tell(): void {
    for (const l of this.listeners) l(this.chosen, this.over);
  }
}
