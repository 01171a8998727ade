/**
 * How long a message has been on the screen. Time counts from the frame after the one that painted it, only while the
 * tab is visible and the message's heading is uncovered, and a page that froze counts as one frame.
 */

/** The longest time between two frames that counts as seen; while a page is frozen, nobody knows what it shows. */
const MAX_FRAME_MS = 100;

interface WatchedMessage {
  heading: HTMLElement;
  /** Part of its heading is within the window. */
  inWindow: boolean;
  /** It was uncovered at the frame before this one, so that frame has painted it. */
  painted: boolean;
  seenMs: number;
  /** When it had been seen for long enough, on the clock of events; null until then. */
  readableAt: number | null;
  becameReadable: () => void;
}

export class TimeOnScreen {
  readonly #enoughMs: number;
  readonly #watched = new Map<HTMLElement, WatchedMessage>();
  readonly #observer: IntersectionObserver;
  #lastFrame: number | null = null;
  #running = false;

  /** @param enoughMs how long a message has to be seen before it counts as read */
  constructor(enoughMs: number) {
    this.#enoughMs = enoughMs;
    this.#observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries)
        for (const watched of this.#watched.values())
          if (watched.heading === target) watched.inWindow = isIntersecting;
      this.#run();
    });
  }

  /** Counts from now on. `becameReadable` is called once, when the message has been seen for long enough. */
  watch(message: HTMLElement, heading: HTMLElement, becameReadable: () => void): void {
    this.#watched.set(message, {
      heading,
      inWindow: false,
      painted: false,
      seenMs: 0,
      readableAt: null,
      becameReadable,
    });
    this.#observer.observe(heading);
  }

  forget(message: HTMLElement): void {
    const watched = this.#watched.get(message);
    if (watched) this.#observer.unobserve(watched.heading);
    this.#watched.delete(message);
  }

  /** Whether it had been seen for long enough at a moment on the clock of events (`Event.timeStamp`). */
  wasReadable(message: HTMLElement, at: number): boolean {
    const { readableAt } = this.#watched.get(message) ?? {};
    return typeof readableAt === "number" && at >= readableAt;
  }

  /** For how many milliseconds it has been on the screen. */
  shownFor(message: HTMLElement): number {
    const watched = this.#watched.get(message);
    if (!watched) return 0;
    const { readableAt, seenMs } = watched;
    return Math.round(readableAt === null ? seenMs : this.#enoughMs + performance.now() - readableAt);
  }

  stop(): void {
    this.#observer.disconnect();
    this.#watched.clear();
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    this.#lastFrame = null;
    requestAnimationFrame(this.#frame);
  }

  readonly #frame = (at: number): void => {
    const passed = this.#lastFrame === null ? 0 : Math.min(at - this.#lastFrame, MAX_FRAME_MS);
    this.#lastFrame = at;
    let waiting = false;
    for (const [message, watched] of this.#watched) {
      if (watched.readableAt !== null || !watched.inWindow) continue;
      waiting = true;
      const uncovered = isUncovered(message, watched.heading);
      if (uncovered && watched.painted) watched.seenMs += passed;
      watched.painted = uncovered;
      if (watched.seenMs < this.#enoughMs) continue;
      watched.readableAt = at;
      this.#observer.unobserve(watched.heading);
      watched.becameReadable();
    }
    this.#running = waiting;
    if (waiting) requestAnimationFrame(this.#frame);
  };
}

/** Whether the tab is visible and nothing, such as a dialog or the line to type in, covers the middle of a message's heading. */
function isUncovered(message: HTMLElement, heading: HTMLElement): boolean {
  if (document.visibilityState !== "visible") return false;
  const { left, top, width, height } = heading.getBoundingClientRect();
  const front = document.elementFromPoint(left + width / 2, top + height / 2);
  return front !== null && message.contains(front);
}
