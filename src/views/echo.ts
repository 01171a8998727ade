/** What was recorded, said once more where the eyes are: on the message that comes next. */
import { answerText } from "../answers/text.ts";
import type { Answer } from "../answers/value.ts";
import type { Question } from "../protocol/schema.ts";
import { type Action, type View, withAction } from "./outbound.ts";
import { deniedNames } from "./panel.ts";

/** One item that an act recorded, or took back. */
export type EchoItem =
  /** `deniedAs`: by a sentence that denied several, each is named. `beside`: it differs from another person's answer, which is kept. */
  | { question: Question; answer: Answer; beside: boolean; deniedAs?: "No" | "Normal" | null }
  | { question: Question; takenBack: Answer }
  /** A person said that it is there; more of it is asked now. */
  | { question: Question; saidYes: true };

/** The line of a message that says what was recorded just before, each item with its value in words. */
export function echoLine(items: readonly EchoItem[]): string {
  const recorded = items.flatMap((item) =>
    "answer" in item && !item.deniedAs
      ? [
          `${item.question.label}: ${answerText(item.question, item.answer)}${item.beside ? ", beside the other answer" : ""}`,
        ]
      : [],
  );
  const takenBack = items.flatMap((item) =>
    "takenBack" in item ? [`${item.question.label}: ${answerText(item.question, item.takenBack)}`] : [],
  );
  const denied = (as: "No" | "Normal") => {
    const together = items.flatMap((item) =>
      "answer" in item && item.deniedAs === as ? [item.question] : [],
    );
    return together.length > 0 ? [`${as}: ${deniedNames(together)}`] : [];
  };
  const saidYes = items.flatMap((item) => ("saidYes" in item ? [item.question.label] : []));
  return [
    ...denied("No"),
    ...denied("Normal"),
    ...(saidYes.length > 0 ? [`Yes: ${saidYes.join("; ")}`] : []),
    ...(recorded.length > 0 ? [`Recorded: ${recorded.join("; ")}`] : []),
    ...(takenBack.length > 0 ? [`Taken back: ${takenBack.join("; ")}`] : []),
  ].join(". ");
}

/** Takes back what the events of one act recorded. */
export const undoAction = (from: number, to: number): Action => ({
  label: "Undo",
  act: { do: "undo", from, to },
});

/** Gives what was read from the words of one act to another open case of the same place. */
export const moveAction = (from: number, to: number, handle: string): Action => ({
  label: `Move to ${handle}`,
  act: { do: "command", words: `move ${from} ${to} ${handle}` },
});

/** Reads the words of such a button; null for any other words. */
export function readMove(words: string): { from: number; to: number; handle: string } | null {
  const [, from, to, handle = ""] = /^move (\d{1,6}) (\d{1,6}) ([a-z0-9-]{1,60})$/.exec(words) ?? [];
  return handle === "" ? null : { from: Number(from), to: Number(to), handle };
}

/** The same message, with what was recorded just before it, and what can be done about that. */
export const withEcho = (view: View, echo: string, about: readonly Action[]): View =>
  withAction({ ...view, echo }, ...about);

/** Where nothing else comes after what was recorded. */
export const echoView = (handle: string, echo: string, about: readonly Action[]): View => ({
  kind: "notice",
  handle,
  title: echo,
  parts: [],
  actions: about,
  notification: `Case ${handle}: the record changed.`,
});
