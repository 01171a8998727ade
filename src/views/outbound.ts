/**
 * What people are shown, independent of any platform: the output of a turn. A view holds final words; an adapter lays
 * them out and adds nothing, so that every platform says the same.
 */

import type { Actor } from "../case/encounter.ts";
import type { Act } from "../case/inbound.ts";
import type { Urgency } from "../protocol/schema.ts";
import type { EscalationRoute } from "../site/hospital-config.ts";

/** Numbers of sources. `urls`: where each leads, in a view that does not list its sources. */
export interface Cite {
  cite: readonly number[];
  urls?: readonly string[];
}

/** Words with the parts that each adapter writes in its own way: a time (ms since the epoch), a person, a citation. */
export type WordSpan = string | { time: number } | { person: Actor } | Cite;

export type Words = readonly WordSpan[];

export interface Item {
  words: Words;
  notes?: readonly Words[];
}

export interface CitationLine {
  number: number;
  says: string;
  /** Work, year and, for the article, its printed number; then how far it was verified. */
  source: string;
  url: string;
}

export type Part =
  | { kind: "text"; words: Words; tone?: "strong" | "subtle" }
  | { kind: "list"; title?: string; items: readonly Item[] }
  /** A sentence, and the buttons that belong to it. `number`: what it is called where nothing can be pressed. */
  | {
      kind: "row";
      words: Words;
      notes?: readonly Words[];
      actions: readonly Action[];
      number?: number;
    }
  | { kind: "citations"; items: readonly CitationLine[] }
  /** Folded away where the adapter can fold. */
  | { kind: "fold"; title: string; parts: readonly Part[] };

/** A sentence with buttons of its own. */
export type RowPart = Extract<Part, { kind: "row" }>;

export interface Action {
  label: string;
  act: Act;
  style?: "primary" | "danger";
  /** It stands on a row of its own, below all others. */
  alone?: true;
}

export interface Field {
  /** Question id, and the part of it: "motor_grades.left.hip_flexion". */
  id: string;
  label: string;
  kind: "choice" | "text";
  options?: readonly { value: string; label: string }[];
  hint?: string;
  value?: string;
}

export interface Form {
  title: string;
  act: Extract<Act, { do: "form" }>;
  /** Fields that belong together, such as the two sides of one group. */
  groups: readonly { title: string; fields: readonly Field[] }[];
}

export type ViewKind =
  | "question"
  | "panel"
  | "answered"
  | "proposal"
  | "dispute"
  | "alert"
  | "urgent"
  | "result"
  | "difference"
  | "status"
  | "timeline"
  | "handoff"
  | "citation"
  | "why"
  | "reminder"
  | "notice"
  | "help"
  | "form"
  | "cases";

export interface View {
  kind: ViewKind;
  /** The case, or null when it belongs to none. */
  handle: string | null;
  title: string;
  urgency?: Urgency;
  /** What was recorded just before, in words: the first line of the message, and the second of a decision. */
  echo?: string;
  parts: readonly Part[];
  actions: readonly Action[];
  form?: Form;
  /** People whom this message should notify: each adapter does it as its platform does. */
  mentions?: readonly Actor[];
  /** The number of the post with several questions that it is. */
  panel?: number;
  /** The number of the check that it asks for: a reply typed below it is for that. */
  check?: number;
  /** Complete enough to act on, and free of findings: it shows on lock screens. */
  notification: string;
}

/** Every action of a view, in the order in which they stand. */
export const actionsOf = ({ parts, actions }: Pick<View, "parts" | "actions">): Action[] => [
  ...parts.flatMap((part) => (part.kind === "row" ? part.actions : [])),
  ...actions,
];

/** The same view with one more action, before those that stand alone. */
export function withAction<T extends Pick<View, "actions">>(view: T, ...more: readonly Action[]): T {
  const alone = view.actions.filter((action) => action.alone);
  return { ...view, actions: [...view.actions.filter((action) => !action.alone), ...more, ...alone] };
}

/** One message to send. */
export interface Outbound {
  /** Names the message within the case, so that a later one can replace it. */
  slot: string;
  /** Replaces the message in the same slot if there is one; otherwise it is posted. */
  update: boolean;
  audience:
    | { kind: "thread" }
    /** Everybody in the thread's channel, as a separate message. */
    | { kind: "channel" }
    | { kind: "person"; person: Actor }
    /** Someone outside the thread, named by the site: it says only that this case needs them, and where it is. */
    | { kind: "route"; route: EscalationRoute };
  /** Also shown to the whole channel, where the site has said so. */
  broadcast?: boolean;
  /** If the message to be updated does not exist, nothing is posted. */
  onlyUpdate?: boolean;
  view: View;
}

/**
 * Why nothing in a case can be relied on: its record was changed after it was made, or the protocol that it runs on is
 * not installed.
 */
export type CaseFault = { kind: "broken" } | { kind: "version-missing"; version: string };

/** One open case as a list needs it. Times in milliseconds since the epoch. */
export interface ListedCase {
  handle: string;
  /** Null for a case that can be read. */
  fault: CaseFault | null;
  /** What to act on now; null while it is not assessed yet: it may be anything. */
  urgency: Urgency | null;
  provisional: boolean;
  openedAt: number;
  /** What was injected, in words; null while it is not recorded. */
  about: string | null;
  /** The first thing to do, and by when; null when no deadline runs. */
  next: { label: string; due: number; atOnce: boolean } | null;
}
