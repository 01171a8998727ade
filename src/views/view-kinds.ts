/**
 * What each kind of view means, in one table: who must see it, and how it stands out. The bot and the adapters read it,
 * so a new kind is one entry here and its place in the type.
 */
import type { Part, View, ViewKind } from "./outbound.ts";

export interface ViewTraits {
  /** What a message of this kind is called, where it is named before its title. */
  label: string;
  /** Somebody must see it: if it cannot be posted in the thread, it goes to the owner and the people the hospital names. */
  vital?: true;
  /** It states a decision: it shows where the record's hash chain ended, so that the channel can prove it was not cut. */
  decision?: true;
  /** It interrupts. */
  alarm?: true;
  /** Its urgency is shown as a mark of its own. */
  urgencyMark?: true;
  /** Its title is a heading; other titles belong to a conversation, where a heading would shout. */
  heading?: true;
  /** It takes the full width. */
  wide?: true;
  /** Its reasons and sources may be put behind a button. */
  foldable?: true;
  /** A button next to it shows the case as a picture. An alert is for acting, and has none. */
  pictureButton?: true;
  /** The picture posted after it, by name. None after a decision: nothing may hold that up. */
  pictureAfter?: "windows" | "legs";
  /** What people type after it: the answer to its question, or a command. */
  invites?: "answer" | "command";
}

const VIEW_KINDS: Readonly<Record<ViewKind, ViewTraits>> = {
  question: { label: "Question", invites: "answer" },
  panel: { label: "Questions", invites: "answer" },
  answered: { label: "Recorded" },
  proposal: { label: "To confirm" },
  dispute: { label: "Two answers" },
  alert: {
    label: "Alert",
    vital: true,
    decision: true,
    alarm: true,
    urgencyMark: true,
    heading: true,
    wide: true,
    foldable: true,
  },
  urgent: {
    label: "Urgent",
    vital: true,
    decision: true,
    urgencyMark: true,
    heading: true,
    wide: true,
    foldable: true,
  },
  result: {
    label: "Result",
    vital: true,
    decision: true,
    urgencyMark: true,
    heading: true,
    wide: true,
    foldable: true,
    pictureButton: true,
  },
  difference: {
    label: "What changed",
    vital: true,
    decision: true,
    urgencyMark: true,
    heading: true,
    wide: true,
  },
  status: {
    label: "So far",
    urgencyMark: true,
    foldable: true,
    pictureButton: true,
    pictureAfter: "windows",
  },
  timeline: { label: "Timeline", wide: true, pictureAfter: "windows" },
  handoff: { label: "Handoff", heading: true, wide: true, pictureAfter: "legs" },
  citation: { label: "Source" },
  why: { label: "Why" },
  reminder: { label: "Reminder", vital: true, heading: true },
  notice: { label: "Note" },
  help: { label: "Help", heading: true, invites: "command" },
  form: { label: "Form", wide: true },
  cases: { label: "Cases", heading: true },
};

/** The people a message notifies, as a part of it; none where it notifies nobody. */
export const mentionParts = ({ mentions = [] }: Pick<View, "mentions">): Part[] =>
  mentions.length === 0
    ? []
    : [
        {
          kind: "text",
          words: ["For ", ...mentions.flatMap((person, at) => [at > 0 ? ", " : "", { person }])],
        },
      ];

/** What was recorded just before, as a part of the message: before its title, or after the headline of a decision. */
export function echoParts(view: View): { beforeTitle: readonly Part[]; afterTitle: readonly Part[] } {
  const echo: Part[] = view.echo === undefined ? [] : [{ kind: "text", words: [view.echo] }];
  return traitsOf(view).decision
    ? { beforeTitle: [], afterTitle: echo }
    : { beforeTitle: echo, afterTitle: [] };
}

/** What a view's kind means. A later version of the bot may have sent a kind that is not known here. */
export const traitsOf = ({ kind }: Pick<View, "kind">): ViewTraits =>
  (VIEW_KINDS as Partial<typeof VIEW_KINDS>)[kind] ?? { label: "Message" };
