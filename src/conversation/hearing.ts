/** What people type, before anything of it is kept: identifiers of a patient leave it, and its author is told. */
import type { Draft } from "./draft.ts";
import type { FormValues } from "./inbound.ts";
import { guard } from "./privacy.ts";
import { forgottenWords } from "./view-small.ts";

/** The words that may be stored. Who typed an identifier is told so, alone. */
export function guarded(draft: Draft, typed: string): string {
  return guardedForm(draft, { typed }).typed ?? "";
}

/** The same for each field of a form. */
export function guardedForm(draft: Draft, values: FormValues): FormValues {
  const { site, now } = draft.context;
  const kinds: string[] = [];
  const kept: Record<string, string> = {};
  for (const [field, typed] of Object.entries(values)) {
    const { text, removed } = guard(typed, { region: site.region, year: new Date(now).getUTCFullYear() });
    kept[field] = text;
    kinds.push(...removed.map(({ kind }) => kind));
  }
  if (kinds.length > 0) draft.tell(forgottenWords(kinds));
  return kept;
}
