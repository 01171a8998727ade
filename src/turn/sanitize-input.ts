/** What people type, before anything of it is kept: identifiers of a patient leave it, and its author is told. */

import type { Actor } from "../case/encounter.ts";
import type { FormValues } from "../case/inbound.ts";
import { removeIdentifiers } from "../privacy/remove-identifiers.ts";
import type { Question } from "../protocol/schema.ts";
import { forgottenWords } from "../views/notices.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Nobody reads something new and types an answer to it in less; milliseconds. */
const MIN_READING_MS = 5000;

/** Someone else changed what is waiting a moment ago: words that come now may have been meant for what was there before. */
export const tooSoonAfter = ({ actor, context }: TurnBuilder, last: { actor: Actor; at: number }): boolean =>
  last.actor.id !== actor.id && context.now - last.at < MIN_READING_MS;

/** The same for words that answer the pending question; tells so when they came too soon. */
export function answeredTooSoon(draft: TurnBuilder, question: Question): boolean {
  const asked = draft.open.events.findLast(
    (event) => event.type === "asked" && event.question === question.id,
  );
  if (!asked || !tooSoonAfter(draft, asked)) return false;
  draft.notice(
    `Not recorded: someone else answered just then, and the question is another one now: ${question.label}. Answer it again.`,
  );
  return true;
}

/** The words that may be stored. Who typed an identifier is told so, alone. */
export function sanitizeWords(draft: TurnBuilder, typed: string): string {
  return sanitizeForm(draft, { typed }).typed ?? "";
}

/** The same for each field of a form. */
export function sanitizeForm(draft: TurnBuilder, values: FormValues): FormValues {
  const { site, now } = draft.context;
  const kinds: string[] = [];
  const kept: Record<string, string> = {};
  for (const [field, typed] of Object.entries(values)) {
    const { text, removed } = removeIdentifiers(typed, {
      region: site.region,
      year: new Date(now).getUTCFullYear(),
    });
    kept[field] = text;
    kinds.push(...removed.map(({ kind }) => kind));
  }
  if (kinds.length > 0) draft.tell(forgottenWords(kinds));
  return kept;
}
