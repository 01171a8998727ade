/** What people and the clock do, free of any platform: the input of a turn. */
import type { Role } from "../protocol/schema.ts";
import type { Actor } from "./encounter.ts";

/**
 * What a button or a form does. It goes out with a view and comes back with a tap, so it is small, and holds
 * ids and options only: never what a patient has.
 */
export type Act =
  | { do: "answer"; question: string; value: string; rev: number }
  | { do: "change"; question: string }
  /** `seen`: how many events the case had when the form was filled with what was known; a filled form brings it back. */
  | { do: "form"; section?: string; proposal?: number; seen?: number }
  | { do: "confirm"; proposal: number }
  | { do: "discard"; proposal: number }
  /** One of a proposal's answers to one question, by its place among them; their count means none of them. */
  | { do: "pick"; proposal: number; question: string; choice: number; rev: number }
  | { do: "settle"; question: string; choice: number; rev: number }
  | { do: "done"; deadline: string }
  | { do: "snooze"; deadline: string }
  | { do: "command"; words: string };

/** A filled form: what was typed or chosen, by field id; an empty field was left alone. */
export type FormValues = Readonly<Record<string, string>>;

export type Inbound = {
  actor: Actor & { role?: Role };
} & (
  | { kind: "start"; words: string; message?: string }
  /** Words in the case's thread. `addressed` when they were said to the bot: a mention, or a private chat. */
  | {
      kind: "say";
      words: string;
      addressed: boolean;
      message?: string;
      /** Other people whom the words name, in their order. */
      mentions?: readonly Actor[];
    }
  | { kind: "act"; handle: string; act: Act }
  | { kind: "submit"; handle: string; act: Extract<Act, { do: "form" }>; values: FormValues }
  | { kind: "edited"; words: string; message: string }
  /** `root`: it was the message that the thread hangs on, and nothing can be posted there any more. */
  | { kind: "deleted"; message: string; root?: true }
  /** The clock: a deadline of the case wants attention. */
  | { kind: "due"; deadline: string }
  | { kind: "idle" }
);
