/** Half-typed text, kept for this tab until it is sent, so that a reload does not lose it. */

const keyOf = (name: string): string => `triage-draft-${name}`;

/** Fills a field with its draft, and saves what is typed into it from now on. */
export function keepDraft(field: HTMLTextAreaElement, name: string): void {
  field.value = sessionStorage.getItem(keyOf(name)) ?? field.value;
  field.addEventListener("input", () => saveDraft(name, field.value));
}

/** An empty draft is forgotten. */
export function saveDraft(name: string, words: string): void {
  if (words === "") sessionStorage.removeItem(keyOf(name));
  else sessionStorage.setItem(keyOf(name), words);
}
