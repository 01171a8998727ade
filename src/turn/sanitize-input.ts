/** Removes patient identifiers from what people type before any of it is stored, and tells the author. */

import type { FormValues } from "../case/inbound.ts";
import { removeIdentifiers } from "../privacy/remove-identifiers.ts";
import type { HospitalConfig } from "../site/hospital-config.ts";
import { forgottenWords } from "../views/notices.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** What of the words may be stored, and the kinds of identifiers they held. `now` in milliseconds since the epoch. */
export function storableWords(
  typed: string,
  site: HospitalConfig,
  now: number,
): { text: string; kinds: readonly string[] } {
  const { text, removed } = removeIdentifiers(typed, {
    region: site.region,
    year: new Date(now).getUTCFullYear(),
  });
  return { text, kinds: removed.map(({ kind }) => kind) };
}

/** The words that may be stored. A person who typed an identifier is told so privately. */
export function sanitizeWords(draft: TurnBuilder, typed: string): string {
  return sanitizeForm(draft, { typed }).typed ?? "";
}

/** The same for each field of a form. */
export function sanitizeForm(draft: TurnBuilder, values: FormValues): FormValues {
  const { site, now } = draft.context;
  const kinds: string[] = [];
  const kept: Record<string, string> = {};
  for (const [field, typed] of Object.entries(values)) {
    const storable = storableWords(typed, site, now);
    kept[field] = storable.text;
    kinds.push(...storable.kinds);
  }
  if (kinds.length > 0) draft.tell(forgottenWords(draft.encounter?.handle ?? null, kinds));
  return kept;
}
