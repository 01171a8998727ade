/** Short messages: notices, help, and the source behind a number. */
import { COMMANDS } from "./commands.ts";
import type { Encounter } from "./encounter.ts";
import type { CitationLine, View } from "./outbound.ts";

export const noticeView = (handle: string | null, text: string): View => ({
  kind: "notice",
  handle,
  title: "Note",
  parts: [{ kind: "text", words: [text] }],
  actions: [],
  notification: handle === null ? "The triage bot has a note for you." : `Case ${handle}: a note for you.`,
});

/** Tells the author what was left out, without repeating it. */
export function forgottenWords(kinds: readonly string[]): string {
  const what = [...new Set(kinds)].join(", ");
  return `Your message held what can identify a patient (${what}). That part was not stored. Please remove it from the message; the clinical part counts.`;
}

export const helpView = (): View => ({
  kind: "help",
  handle: null,
  title: "What you can say",
  parts: [
    {
      kind: "list",
      items: COMMANDS.map((command) => ({
        words: [`${command.name}${"argument" in command ? ` ${command.argument}` : ""}: ${command.does}`],
      })),
    },
    {
      kind: "text",
      words: ["Answer a question with its words: yes, no, n/a, 3/5, 41 vs 37, 38.4, 101F, yesterday 14:00."],
      tone: "subtle",
    },
  ],
  actions: [],
  notification: "What the triage bot understands.",
});

export const citationView = (encounter: Encounter, line: CitationLine): View => ({
  kind: "citation",
  handle: encounter.handle,
  title: `Source ${line.number}`,
  parts: [{ kind: "citations", items: [line] }],
  actions: [],
  notification: `Case ${encounter.handle}: a source.`,
});
