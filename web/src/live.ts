// Tells on a page of the desk that movements have changed since it was opened. The server sends only the number of the
// change; what changed is asked for again by the reader, so that nothing moves under a form that is being filled in.

/** Listens where the page asks for it, while the page is seen. */
export function bindLive(): void {
  const place = document.querySelector<HTMLElement>("[data-live]");
  const note = place?.querySelector<HTMLElement>(".live");
  const address = place?.dataset["live"];
  if (!place || !note || !address) return;
  let seen = "";
  let source: EventSource | undefined;
  const stop = (): void => {
    source?.close();
    source = undefined;
  };
  const listen = (): void => {
    if (source || !note.hidden || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("generation", (e) => {
      const now = String((e as MessageEvent).data);
      if (seen !== "" && now !== seen) {
        note.hidden = false;
        stop();
      }
      seen = now;
    });
    source.addEventListener("end", stop);
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? stop() : listen()));
  addEventListener("pagehide", stop);
  addEventListener("pageshow", listen);
  listen();
}
