/** What goes between the page and its server. It imports nothing, because the browser reads it too. */

/** A message of a room as the page shows it. */
export interface PageMessage {
  key: string;
  position: number;
  /** Milliseconds since the epoch. */
  at: number;
  /** What it replaces, and whether it only updates. */
  slot: string;
  update: boolean;
  onlyUpdate: boolean;
  /** Only this person sees it. */
  mine: boolean;
  kind: string;
  /** The name of its kind of message. */
  label: string;
  /** Its urgency is shown as a badge. */
  badge: boolean;
  title: string;
  urgency: string | null;
  notification: string;
  /** What a typed answer to it would answer; null for what asks nothing. */
  asks: AskingPost | null;
  /** What was recorded, in words: "Foot pulses: present"; null for anything but an answered question. */
  recorded: string | null;
  /** Adaptive Cards. */
  cards: readonly unknown[];
}

/** A message that asks: a question at one of its revisions, several questions, or a list to confirm. */
export type AskingPost =
  | { question: string; rev: number }
  | { panel: number }
  | { proposal: number }
  | { check: number };

/** The message that was answered, and for how many milliseconds it had been on the screen; null when none asked. */
export type StandingPost = (AskingPost & { forMs: number }) | null;

export interface CaseSummary {
  handle: string;
  room: string | null;
  /** Why nothing in the case can be relied on, and what to do; null for a readable one. */
  fault: string | null;
  urgency: string | null;
  provisional: boolean;
  closed: boolean;
  openedAt: number;
  owner: string;
  /** What the case is about, such as the procedure; null while that is not answered. */
  about: string | null;
  next: { label: string; due: number; atOnce: boolean } | null;
}

/** Everything comes with the server's time, so that a countdown is right even if this machine's clock is not. */
interface WithServerTime {
  now: number;
}

export interface CaseList extends WithServerTime {
  cases: readonly CaseSummary[];
  /** There is a sign-in, so there is a sign-out. */
  signedIn: boolean;
}

/** One event of a room's stream. */
export interface RoomNews extends WithServerTime {
  messages: readonly PageMessage[];
  /** Null while the room has no case. */
  summary: CaseSummary | null;
}

export interface CaseDetail extends WithServerTime {
  summary: CaseSummary;
  cards: readonly unknown[];
  /** `narrow` is drawn for a phone; null: the only version has to be scrolled sideways. */
  pictures: readonly { name: string; url: string; narrow: string | null; words: string }[];
}

/** The outcome of a person's action. */
export interface Outcome {
  outcome: "handled" | "duplicate" | "ignored" | "not-recorded";
  /** The reply to the person who acted: it is in no stream. */
  told: readonly PageMessage[];
}

/** A form to fill, or the notice that says why there is none. */
export interface FormCards {
  title: string;
  cards: readonly unknown[];
}

/** Every refusal: what is wrong, and what to do about it. */
export interface Refusal {
  error: string;
}

/** The acting person, by their own statement. */
export interface ActingPerson {
  name: string;
  role: "physician" | "trainee" | "nurse";
}
