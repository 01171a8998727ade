/** People whom a card calls: their names in its text, and beside it who they are, so that Teams notifies them. */
import { type Actor, mentionParts, type View } from "../../src/index.ts";
import { type CardElement, textBlock } from "./card.ts";
import { cardMarkdown, escapeMarkdown } from "./markdown.ts";
import { accountOf } from "./parse.ts";

const mentionText = ({ name = "a colleague" }: Actor): string => `<at>${name.replace(/[<>&]/g, " ")}</at>`;

const called = ({ mentions = [] }: View): (Actor & { account: string })[] =>
  mentions.flatMap((person) => {
    const account = accountOf(person);
    return account === null ? [] : [{ ...person, account }];
  });

/** The line that names them; whoever is known from elsewhere is named without a call. */
export function mentionBlocks(view: View): CardElement[] {
  const people = called(view);
  if (people.length === 0)
    return mentionParts(view).flatMap((part) =>
      part.kind === "text" ? [textBlock(cardMarkdown(part.words, new Map()))] : [],
    );
  const others = (view.mentions ?? []).filter((person) => accountOf(person) === null);
  const names = [
    ...people.map(mentionText),
    ...others.map(({ name = "a colleague" }) => escapeMarkdown(name)),
  ];
  return [textBlock(`For ${names.join(", ")}`)];
}

/** What a card's `msteams.entities` says of them. */
export const mentionEntities = (view: View): CardElement[] =>
  called(view).map(({ account, name = "a colleague", ...person }) => ({
    type: "mention",
    text: mentionText({ ...person, name }),
    mentioned: { id: account, name },
  }));
