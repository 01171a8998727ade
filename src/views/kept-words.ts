/** Asks which case some words belong to. */
import type { Encounter } from "../case/encounter.ts";
import type { Action, View } from "./outbound.ts";

export interface KeptWordsQuestion {
  kept: number;
  words: string;
  /** They speak of another patient, or several cases are open here and they name none. */
  why: "another" | "which";
  /** Handles of the other open cases in this place. */
  others: readonly string[];
}

/** Buttons carry the number under which the words are kept, and never the words. */
export function keptWordsView({ handle }: Encounter, { kept, words, why, others }: KeptWordsQuestion): View {
  const give = (label: string, to: string): Action => ({
    label,
    act: { do: "command", words: `kept ${kept} ${to}` },
  });
  const another = give("Start a case", "start");
  const cases = words === "" ? [] : [handle, ...others].map((each) => give(`About ${each}`, each));
  const quoted = words === "" ? "" : `"${words}" is kept, and recorded nowhere until you say whose it is. `;
  return {
    kind: "notice",
    handle,
    title:
      words === ""
        ? `Case ${handle} is open here`
        : why === "another"
          ? "Another patient?"
          : "Which case is this about?",
    parts: [
      {
        kind: "text",
        words: [
          words === ""
            ? `For another patient, start a case beside it. Open here: ${[handle, ...others].join(", ")}.`
            : `${quoted}Open here: ${[handle, ...others].join(", ")}.`,
        ],
      },
    ],
    actions: why === "another" ? [another, ...cases] : [...cases, another],
    notification: `Case ${handle}: is this about another patient?`,
  };
}

/** Reads the words of such a button; null for any other words. */
export function readKeptChoice(words: string): { kept: number; to: string } | null {
  const [, kept = "", to = ""] = /^kept (\d{1,6}) ([a-z0-9-]{1,60})$/.exec(words) ?? [];
  return kept === "" ? null : { kept: Number(kept), to };
}

/** Switches to another open case in the same place. */
export const goToCase = (handle: string): Action => ({
  label: `Go to ${handle}`,
  act: { do: "command", words: `go to ${handle}` },
});

/** Reads the words of such a button; null for any other words. */
export const readGoTo = (words: string): string | null =>
  /^go to ([a-z0-9-]{1,60})$/.exec(words)?.[1] ?? null;
