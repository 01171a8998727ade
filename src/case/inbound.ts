/** What people and the clock do, free of any platform: the input of a turn. */
import { z } from "zod";
import type { Role } from "../protocol/schema.ts";
import type { Actor } from "./encounter.ts";

// a protocol names its questions, options and deadlines as it likes; a button of Slack holds 2,000 characters
const idText = z.string().max(1_000);
const count = z.int().nonnegative();

/**
 * What a button or a form does. It goes out with a view and comes back with a tap, so it is small, and holds
 * ids and options only: never what a patient has. What comes back is read by this schema, because anybody can send it;
 * buttons of earlier versions stay in threads for years, so a field that is added is optional.
 */
export const actSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("answer"),
    question: idText,
    value: idText,
    rev: count,
    /** It was asked for once more, in other words. */
    checked: z.literal(true).exactOptional(),
  }),
  z.strictObject({ do: z.literal("change"), question: idText }),
  z.strictObject({
    do: z.literal("form"),
    section: idText.exactOptional(),
    proposal: count.exactOptional(),
    /** How many events the case had when the form was filled with what was known; a filled form brings it back. */
    seen: count.exactOptional(),
  }),
  z.strictObject({ do: z.literal("confirm"), proposal: count }),
  z.strictObject({ do: z.literal("discard"), proposal: count }),
  /** One of a proposal's answers to one question, by its place among them; their count means none of them. */
  z.strictObject({ do: z.literal("pick"), proposal: count, question: idText, choice: count, rev: count }),
  /** Takes back what one act recorded: the case's events from the one number up to the other. */
  z.strictObject({
    do: z.literal("undo"),
    from: count,
    to: count,
    /** It was asked once more, with who recorded it. */
    checked: z.literal(true).exactOptional(),
  }),
  /** Says what words are that were not read: a finding, which is asked then, something recorded otherwise, or another patient's. */
  z.strictObject({
    do: z.literal("unread"),
    unread: count,
    as: z.enum(["finding", "recorded", "other"]),
    question: idText.exactOptional(),
  }),
  z.strictObject({ do: z.literal("settle"), question: idText, choice: count, rev: count }),
  z.strictObject({ do: z.literal("done"), deadline: idText }),
  z.strictObject({ do: z.literal("snooze"), deadline: idText }),
  z.strictObject({ do: z.literal("command"), words: idText }),
  /** Begins a case with words that were kept, or puts them away: the button holds their id alone. */
  z.strictObject({ do: z.literal("begin"), offer: idText }),
  z.strictObject({ do: z.literal("decline"), offer: idText }),
]);

export type Act = z.output<typeof actSchema>;

/** A filled form: what was typed or chosen, by field id; an empty field was left alone. */
export type FormValues = Readonly<Record<string, string>>;

/** A post that asks: a question at one of its revisions, a list that waits to be confirmed, or something once more. */
export type AskingPost = { question: string; rev: number } | { proposal: number } | { check: number };

/**
 * The post that a person answered, and for how many milliseconds it had been painted on their screen: the one whose
 * button was pressed; for words the lowest that asked. Only an adapter that draws the screen itself can say it.
 */
export type StandingPost = AskingPost & { forMs: number };

export type Inbound = {
  actor: Actor & { role?: Role };
  /** Null: nothing on the screen asked, and a bare answer has no question. Left out: the adapter cannot know. */
  standing?: StandingPost | null;
} /** A case was asked for, by a button or a command that does nothing else. */ & (
  | { kind: "start"; words: string; message?: string }
  /**
   * Words, for the thread's case or to begin one. `addressed` when they were said to the bot: a mention, or a private
   * chat. `alone`: nobody else saw them, so that what they bring where no case is open is for their author alone.
   */
  | {
      kind: "say";
      words: string;
      addressed: boolean;
      alone?: true;
      message?: string;
      /** When the platform got the words, by its own clock; milliseconds since the epoch. Left out: as they are received. */
      sentAt?: number;
      /** Other people whom the words name, in their order. */
      mentions?: readonly Actor[];
      /** Said where nothing can be tapped: what asks for a tap takes the words for it. */
      typedOnly?: true;
      /** `this`: a person has said that the words are about this case. `ask`: several are open, and they name none. */
      about?: "this" | "ask";
    }
  /** `handle`: empty for a button that is about no case. */
  | {
      kind: "act";
      handle: string;
      act: Act;
      /** When the tap was made, by the platform's own clock; milliseconds since the epoch. */
      sentAt?: number;
      /** Since when the tapped message can be read, by the same clock, where the tap says so. */
      postedAt?: number;
    }
  | { kind: "submit"; handle: string; act: Extract<Act, { do: "form" }>; values: FormValues }
  | { kind: "edited"; words: string; message: string }
  /** `root`: it was the message that the thread hangs on, and nothing can be posted there any more. */
  | { kind: "deleted"; message: string; root?: true }
  /** The clock: a deadline of the case wants attention. */
  | { kind: "due"; deadline: string }
  | { kind: "idle" }
  /** A person goes over to this case from another of the same place. */
  | { kind: "resumed" }
  /** A person has said whose kept words are: the handle of that case, which has read them. */
  | { kind: "given"; kept: number; to: string }
);
