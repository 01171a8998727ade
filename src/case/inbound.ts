/** What people and time bring to a case, independent of any platform: the input of a turn. */
import { z } from "zod";
import type { Role } from "../protocol/schema.ts";
import type { Actor, AskingMode } from "./encounter.ts";

// a protocol chooses its own ids for questions, options and deadlines; a button of Slack holds 2,000 characters
const idText = z.string().max(1_000);
const count = z.int().nonnegative();

/**
 * What a button or a form does. It travels with a view and comes back with the tap, so it is small, and holds ids and
 * options only: nothing about a patient. What comes back is validated by this schema, because anybody can send it.
 * Buttons of earlier versions stay in threads for years, so every added field is optional.
 */
export const actSchema = z.discriminatedUnion("do", [
  z.strictObject({
    do: z.literal("answer"),
    question: idText,
    value: idText,
    rev: count,
    /** The answer confirms one that was asked for again in other words. */
    checked: z.literal(true).exactOptional(),
    /** The number of the post that asked several questions, where it was one. */
    panel: count.exactOptional(),
  }),
  /** The accepted answer is still right: it is recorded again, as answered now. */
  z.strictObject({ do: z.literal("still"), question: idText, rev: count }),
  z.strictObject({ do: z.literal("change"), question: idText }),
  /**
   * A press on a post that asks several questions, by its number: denies what is open there, leaves it unassessed, or says
   * of one that it is there. "else": a bare no meant something else.
   */
  z.strictObject({
    do: z.literal("panel"),
    panel: count,
    say: z.enum(["none", "not_assessed", "yes", "else"]),
    question: idText.exactOptional(),
    checked: z.literal(true).exactOptional(),
  }),
  /** Asks one question, or goes on with what is open. */
  z.strictObject({ do: z.literal("ask"), question: idText.exactOptional() }),
  z.strictObject({
    do: z.literal("form"),
    section: idText.exactOptional(),
    /** The questions of this panel. */
    panel: idText.exactOptional(),
    /** Only this question. */
    question: idText.exactOptional(),
    proposal: count.exactOptional(),
    /** How many events the case had when the form was prefilled; a submitted form brings it back. */
    seen: count.exactOptional(),
    /** When it was filled with what was known; milliseconds since the epoch. */
    filled: count.exactOptional(),
  }),
  z.strictObject({ do: z.literal("confirm"), proposal: count }),
  z.strictObject({ do: z.literal("discard"), proposal: count }),
  /** Picks one of a proposal's answers to one question, by its index; their count means none of them. */
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
  /** Begins a case with kept words, or discards them: the button holds only their id. */
  z.strictObject({ do: z.literal("begin"), offer: idText }),
  z.strictObject({ do: z.literal("decline"), offer: idText }),
]);

export type Act = z.output<typeof actSchema>;

/** A submitted form: what was typed or chosen, by field id; an empty field was left alone. */
export type FormValues = Readonly<Record<string, string>>;

/** A post that asks: a question at one of its revisions, several of them, a list to confirm, or a single confirmation. */
export type AskingPost =
  | { question: string; rev: number }
  | { panel: number }
  | { proposal: number }
  | { check: number };

/**
 * The post that a person answered, and for how many milliseconds it had been on their screen: the one whose button was
 * pressed, or for words the lowest that asked. Only an adapter that draws the screen itself can know.
 */
export type StandingPost = AskingPost & { forMs: number };

export type Inbound = {
  actor: Actor & { role?: Role; asks?: AskingMode };
  /** Null: nothing on the screen asked, so a bare answer has no question. Left out: the adapter cannot know. */
  standing?: StandingPost | null;
} /** A case was asked for, by a button or a command that does nothing else. */ & (
  | {
      kind: "start";
      words: string;
      message?: string;
      /** There is no thread yet: the case's first post opens it, and says who began. */
      opens?: true;
    }
  /**
   * Words, for the thread's case or to begin one. `addressed`: they were meant for the bot (a mention, or a private
   * chat). `alone`: nobody else saw them, so a reply to them where no case is open is for their author only.
   */
  | {
      kind: "say";
      words: string;
      addressed: boolean;
      /** People may have written above it in the same place, where the bot is not heard. */
      below?: true;
      alone?: true;
      message?: string;
      /** When the platform received the words, by its own clock; milliseconds since the epoch. Left out: when the bot did. */
      sentAt?: number;
      /** Other people mentioned in the words, in order. */
      mentions?: readonly Actor[];
      /** Typed where nothing can be tapped: what otherwise needs a tap accepts the words. */
      typedOnly?: true;
      /** `this`: a person has said that the words belong to this case. `ask`: several are open, and the words name none. */
      about?: "this" | "ask";
    }
  /** `handle`: empty for a button that belongs to no case. */
  | {
      kind: "act";
      handle: string;
      act: Act;
      /** When the tap was made, by the platform's own clock; milliseconds since the epoch. */
      sentAt?: number;
      /** Since when the tapped message was visible, by the same clock, where the tap says so. */
      postedAt?: number;
    }
  | { kind: "submit"; handle: string; act: Extract<Act, { do: "form" }>; values: FormValues }
  | { kind: "edited"; words: string; message: string }
  /** `root`: it was the thread's first message, and nothing can be posted there any more. */
  | { kind: "deleted"; message: string; root?: true }
  /** A deadline of the case is due for attention. */
  | { kind: "due"; deadline: string }
  | { kind: "idle" }
  /** A person switches to this case from another in the same place. */
  | { kind: "resumed" }
  /** A person has said which case the kept words belong to; that case has read them. */
  | { kind: "given"; kept: number; to: string }
);
