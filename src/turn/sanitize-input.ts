/** What people type, before anything of it is kept: identifiers of a patient leave it, and its author is told. */

import type { FormValues } from "../case/inbound.ts";
import { removeIdentifiers } from "../privacy/remove-identifiers.ts";
import { forgottenWords } from "../views/notices.ts";
import type { TurnBuilder } from "./turn-builder.ts";

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
