/**
 * Which presses of a card's buttons count: those that a person made after the card could be read, with pointer down and
 * up both on it, once, and not from a held key. What a screen reader sends has no pointer and counts.
 */
import { TimeOnScreen } from "./time-on-screen.ts";

/** The shortest time in which someone could read a new message and press an answer to it, in ms. */
const READING_MS = 700;
/** The same for several questions that one press denies together. */
const READING_SEVERAL_MS = 2000;
/** Buttons that do something; those that only unfold a part of the card are not guarded. */
const GUARDED_BUTTONS = ".ac-pushButton:not([aria-controls])";
/** A new answer must not appear closer than this to the last press, in pixels. */
const CLEARANCE = 16;

export const NOT_COUNTED = "Not recorded: that press came too soon, or twice. Read this, then press once.";

interface PressStart {
  message: Element | null;
  at: number;
}

export class PressGuard {
  readonly #time = new TimeOnScreen(READING_MS);
  readonly #timeForSeveral = new TimeOnScreen(READING_SEVERAL_MS);
  readonly #refused: (message: HTMLElement) => void;
  readonly #listening = new AbortController();
  #pointer: PressStart | null = null;
  #key: PressStart | null = null;
  #lastPress: { x: number; y: number } | null = null;

  /** @param refused is called for a press that does not count */
  constructor(refused: (message: HTMLElement) => void) {
    this.#refused = refused;
    const { signal } = this.#listening;
    const listen = { capture: true, signal };
    document.addEventListener("pointerdown", (event) => this.#pointerDown(event), listen);
    document.addEventListener(
      "pointercancel",
      () => {
        this.#pointer = null;
      },
      listen,
    );
  }

  /**
   * Guards the buttons of a message from now on; they are pale until it can have been read.
   * @param several it asks several questions: its last button answers all of them
   */
  guard(message: HTMLElement, several = false): void {
    message.dataset.guarded = several ? "several" : "";
    message.addEventListener("keydown", (event) => this.#keyDown(message, event), true);
    message.addEventListener("click", (event) => this.#click(message, event), true);
    this.#awaitReading(message);
  }

  /** The message was removed from the page. */
  forget(message: HTMLElement): void {
    this.#time.forget(message);
    this.#timeForSeveral.forget(message);
  }

  /** It moved while being read: it has to be read where it is now. */
  restart(message: HTMLElement): void {
    this.forget(message);
    this.#awaitReading(message);
  }

  /** For how many milliseconds a message has been on the screen. */
  shownFor(message: HTMLElement): number {
    return this.#time.shownFor(message);
  }

  /**
   * Moves a new message down so far that none of its buttons is where the last press was made: by scrolling if possible,
   * otherwise by space above it.
   */
  keepClearOfLastPress(message: HTMLElement, mayScroll: boolean): void {
    const press = this.#lastPress;
    if (press === null) return;
    message.style.marginTop = "";
    const boxes = [...message.querySelectorAll(GUARDED_BUTTONS)].map((button) =>
      button.getBoundingClientRect(),
    );
    const near = boxes.some(
      ({ left, right, top, bottom }) =>
        press.x > left - CLEARANCE &&
        press.x < right + CLEARANCE &&
        press.y > top - CLEARANCE &&
        press.y < bottom + CLEARANCE,
    );
    if (!near) return;
    const missing = press.y + CLEARANCE - Math.min(...boxes.map(({ top }) => top));
    const before = scrollY;
    if (mayScroll) scrollBy({ top: -missing, behavior: "instant" });
    const rest = missing - (before - scrollY);
    if (rest > 0) message.style.marginTop = `${Math.ceil(rest)}px`;
  }

  stop(): void {
    this.#listening.abort();
    this.#time.stop();
    this.#timeForSeveral.stop();
  }

  /** Its buttons are pale until it can have been read. */
  #awaitReading(message: HTMLElement): void {
    const pale = new Set<Element>(message.querySelectorAll(GUARDED_BUTTONS));
    const setPale = () => {
      for (const button of pale)
        if (button.getAttribute("aria-disabled") !== "true") button.setAttribute("aria-disabled", "true");
    };
    // the renderer resets the state of its buttons whenever a field of a form changes
    const rendererSetsState = new MutationObserver(setPale);
    rendererSetsState.observe(message, { subtree: true, attributeFilter: ["aria-disabled"] });
    setPale();
    const release = (buttons: readonly Element[]) => {
      for (const button of buttons) pale.delete(button);
      if (pale.size === 0) rendererSetsState.disconnect();
      for (const button of buttons) button.removeAttribute("aria-disabled");
    };
    const late = deniesSeveral(message);
    this.#time.watch(message, headingOf(message), () => release([...pale].filter((each) => each !== late)));
    if (late) this.#timeForSeveral.watch(message, headingOf(message), () => release([late]));
  }

  #pointerDown({ target, timeStamp, clientX, clientY }: PointerEvent): void {
    this.#pointer = {
      message: target instanceof Element ? target.closest("[data-guarded]") : null,
      at: timeStamp,
    };
    this.#key = null;
    this.#lastPress = { x: clientX, y: clientY };
  }

  #keyDown(message: HTMLElement, event: KeyboardEvent): void {
    const { key, repeat, target, timeStamp } = event;
    if ((key !== "Enter" && key !== " ") || guardedButton(target) === null) return;
    this.#lastPress = null;
    if (!repeat) this.#key = { message, at: timeStamp };
    else if (key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  #click(message: HTMLElement, event: MouseEvent): void {
    if (guardedButton(event.target) === null) return;
    const start = event.detail === 0 ? this.#key : this.#pointer;
    this.#key = null;
    this.#pointer = null;
    if (this.#counts(message, event, start)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // a heading that was never on the screen could never be read, and its buttons would stay pale
    headingOf(message).scrollIntoView({ block: "nearest" });
    this.#refused(message);
  }

  #counts(
    message: HTMLElement,
    { detail, timeStamp, target }: MouseEvent,
    start: PressStart | null,
  ): boolean {
    const time = guardedButton(target) === deniesSeveral(message) ? this.#timeForSeveral : this.#time;
    // a screen reader's click has neither pointer nor key
    if (start === null) return detail === 0 && time.wasReadable(message, timeStamp);
    return detail <= 1 && start.message === message && time.wasReadable(message, start.at);
  }
}

/** The button of a message with several questions that answers all of them: the last. Null in any other message. */
const deniesSeveral = (message: HTMLElement): Element | null =>
  message.dataset.guarded === "several"
    ? ([...message.querySelectorAll(GUARDED_BUTTONS)].at(-1) ?? null)
    : null;

const guardedButton = (target: EventTarget | null): Element | null =>
  target instanceof Element ? target.closest(GUARDED_BUTTONS) : null;

/** The subject of a message: where the eyes and the focus go first. */
export const headingOf = (message: HTMLElement): HTMLElement =>
  message.querySelector<HTMLElement>('[role="heading"]') ?? message;
