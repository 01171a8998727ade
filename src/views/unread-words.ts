/** Words that were not read: a line on what comes next and on every decision, until somebody says what they are. */
import type { Encounter, UnreadWords } from "../case/encounter.ts";
import type { Question } from "../protocol/schema.ts";
import { noticeView } from "./notices.ts";
import { type Action, type Part, type View, type Words, withAction } from "./outbound.ts";

/** So many are shown at once; the others follow when these are settled. */
const SHOWN_AT_ONCE = 3;

const lineOf = ({ words, by }: UnreadWords, number: string): Words => [
  `Not read${number}: "${words}" (`,
  { person: by },
  ")",
];

/** A message with the lines of words that were not read, and what can be done with each. */
export function withUnread(view: View, unread: readonly UnreadWords[]): View {
  const shown = unread.slice(0, SHOWN_AT_ONCE);
  if (shown.length === 0) return view;
  const number = (each: UnreadWords) => (unread.length > 1 ? ` (${each.number})` : "");
  const more = unread.length - shown.length;
  const lines: Part = {
    kind: "list",
    items: [
      ...shown.map((each) => ({ words: lineOf(each, number(each)) })),
      ...(more > 0 ? [{ words: [`${more} more not read: they follow when these are settled.`] }] : []),
    ],
  };
  const actions = shown.flatMap((each): Action[] => [
    { label: `Record it${number(each)}`, act: { do: "unread", unread: each.number, as: "finding" } },
    {
      label: `Not about this patient${number(each)}`,
      act: { do: "unread", unread: each.number, as: "other" },
    },
  ]);
  return withAction({ ...view, parts: [lines, ...view.parts] }, ...actions);
}

/** The lines by themselves. */
export const unreadView = (handle: string, unread: readonly UnreadWords[], text: string): View =>
  withUnread(
    {
      ...noticeView(handle, text),
      title: "Not read",
      notification: `Case ${handle}: something that was typed was not read.`,
    },
    unread,
  );

/** Asks which finding such words are about. @param near the findings whose names are nearest to them */
export const whichFindingView = (
  { handle }: Encounter,
  { number, words }: UnreadWords,
  near: readonly Question[],
  forms: readonly Action[],
): View => ({
  ...noticeView(handle, "It is recorded by an answer: choose the finding, or a form that has it."),
  title: `Which finding is "${words}"?`,
  actions: [
    ...near.map(
      ({ id, label }): Action => ({
        label,
        act: { do: "unread", unread: number, as: "finding", question: id },
      }),
    ),
    { label: "It is recorded already", act: { do: "unread", unread: number, as: "recorded" } },
    ...forms,
  ],
  notification: `Case ${handle}: which finding is meant?`,
});
