/** People whom a card mentions: their names in its text, and their ids next to it, so that Teams notifies them. */
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

/** The line that names them; a person from another platform is named without a mention. */
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

/** A card's `msteams.entities` for them. */
export const mentionEntities = (view: View): CardElement[] =>
  called(view).map(({ account, name = "a colleague", ...person }) => ({
    type: "mention",
    text: mentionText({ ...person, name }),
    mentioned: { id: account, name },
  }));
