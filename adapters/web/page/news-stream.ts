/** A stream of news that continues where it stopped: after a lost connection, a server restart, a hidden tab. */

export class NewsStream<T extends { now: number }> {
  readonly #path: () => string;
  readonly #take: (news: T) => void;
  readonly #lost: (lost: boolean) => void;
  readonly #onVisibilityChange = () => (document.hidden ? this.#pause() : this.open());
  #source: EventSource | null = null;
  #opened = "";
  #position = "0";
  #over = false;

  constructor(path: () => string, take: (news: T) => void, lost: (lost: boolean) => void) {
    this.#path = path;
    this.#take = take;
    this.#lost = lost;
    // A browser opens few connections to one server, and a hidden tab needs none.
    document.addEventListener("visibilitychange", this.#onVisibilityChange);
  }

  /** Opens the stream; once open, reopens it only when its address has changed. */
  open(): void {
    const path = this.#path();
    if (this.#over || document.hidden) return;
    if (this.#source !== null && this.#opened === path && this.#source.readyState !== EventSource.CLOSED)
      return;
    // Another reader sees other messages, so all of it is read again.
    if (this.#opened !== "" && this.#opened !== path) this.#position = "0";
    this.#pause();
    this.#opened = path;
    const source = new EventSource(`${path}&after=${this.#position}`);
    this.#source = source;
    source.addEventListener("news", (event) => {
      this.#position = event.lastEventId || this.#position;
      this.#take(JSON.parse(event.data) as T);
    });
    source.addEventListener("open", () => this.#lost(false));
    source.addEventListener("error", () => {
      this.#lost(true);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.open(), 3000);
    });
    source.addEventListener("list", () => dispatchEvent(new Event("cases-changed")));
  }

  #pause(): void {
    this.#source?.close();
    this.#source = null;
  }

  close(): void {
    this.#over = true;
    this.#pause();
    document.removeEventListener("visibilitychange", this.#onVisibilityChange);
  }
}
