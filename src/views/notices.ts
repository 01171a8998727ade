/** Short messages: notices, help, and the source for a number. */

import type { Encounter } from "../case/encounter.ts";
import { COMMANDS } from "../language/command-list.ts";
import type { Protocol, Role } from "../protocol/schema.ts";
import { capital } from "./capital.ts";
import type { Action, CitationLine, Part, View, Words } from "./outbound.ts";

export const noticeView = (handle: string | null, text: string | Words): View => ({
  kind: "notice",
  handle,
  title: "Note",
  parts: [{ kind: "text", words: typeof text === "string" ? [text] : text }],
  actions: [],
  notification: handle === null ? "The triage bot has a note for you." : `Case ${handle}: a note for you.`,
});

/** The message that a new case's thread hangs on: who began it, and nothing of what they said. */
export const startedView = ({ handle, opened }: Encounter): View => ({
  ...noticeView(handle, [{ person: opened.by }, " started a triage. It goes on below this."]),
  title: "Triage",
  notification: `Case ${handle} was started.`,
});

/** A case's first message, below what people had written before. */
export const withNothingAbove = (view: View): View => ({
  ...view,
  parts: [
    ...view.parts,
    {
      kind: "text",
      words: ["What was written above your message was not read: type what matters."],
      tone: "subtle",
    },
  ],
});

/** Makes whoever taps it the one owner of the case, for all to see. */
export const TAKE_OVER: Action = { label: "Take over", act: { do: "command", words: "owner me" } };

/** The same message, with a button to take the case over. */
export const offersTakeOver = (view: View): View => ({ ...view, actions: [...view.actions, TAKE_OVER] });

/** For a person who greets, thanks or asks about the bot where no case is open. */
export const chatView = ({ title }: Protocol): View => ({
  ...noticeView(
    null,
    `This bot triages one patient at a time (${title}). Press Start, or type triage and what you know, when you have one.`,
  ),
  kind: "help",
  title: "Triage bot",
  actions: [
    { label: "Start", act: { do: "command", words: "triage" }, style: "primary" },
    { label: "Help", act: { do: "command", words: "help" } },
  ],
});

/**
 * Offers to begin a case with the kept words, without repeating them.
 * @param closed whether the thread's case is closed; else it has none
 */
export const offerView = (offer: string, closed: boolean): View => ({
  ...noticeView(
    null,
    `${closed ? "This case is closed. Type reopen to go on with it." : "No case is open here."} Start a case with these words? Type start or no.`,
  ),
  actions: [
    { label: "Start", act: { do: "begin", offer }, style: "primary" },
    { label: "No", act: { do: "decline", offer } },
  ],
});

/** For a person who attaches something to a message: the words with it count. */
export const FILES_NOT_READ =
  "Files and pictures are not read and not kept. Please type what matters, without anything that identifies the patient.";

/** For the owner of a case whose thread can no longer be posted to. */
export const lostView = (handle: string): View => ({
  ...noticeView(
    handle,
    `The message that started case ${handle} was deleted, so nothing more can be posted in its thread. The record is kept, and its deadlines still apply: alerts, results and reminders come to you here. Tell the others who work on it.`,
  ),
  title: "A case has lost its thread",
  actions: (["Status", "Handoff", "Close"] as const).map((label) => ({
    label,
    act: { do: "command", words: label.toLowerCase() },
  })),
  notification: `Case ${handle} has lost its thread. Its record is kept.`,
});

export const SENT_AGAIN = "Sent again: an earlier copy of this message may be above.";

/** A message sent although an earlier attempt may have arrived: it says so, so that nobody counts it twice. */
export const sentAgain = (view: View): View => ({
  ...view,
  parts: [
    {
      kind: "text",
      words: [SENT_AGAIN],
      tone: "subtle",
    },
    ...view.parts,
  ],
});

/** Tells the author what was left out, without repeating it. */
export function forgottenWords(handle: string | null, kinds: readonly string[]): View {
  const what = [...new Set(kinds)].join(", ");
  const view = noticeView(
    handle,
    `Your message contained what can identify a patient (${what}). That part was not stored. Please delete it from the message; the clinical part counts.`,
  );
  return handle === null
    ? view
    : {
        ...view,
        parts: [
          ...view.parts,
          {
            kind: "text",
            words: [
              "If more of it got through, have all the words removed that you typed here: what was read from them stays.",
            ],
            tone: "subtle",
          },
        ],
        actions: [{ label: "Remove my words", act: { do: "command", words: "forget my words" } }],
      };
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

/** Offered once to a person who opens their first case. */
export const roleView = (handle: string, roles: readonly Role[]): View => ({
  kind: "notice",
  handle,
  title: "What is your role?",
  parts: [
    {
      kind: "text",
      words: [
        "Questions and results are written for physicians. If that is not you, pick your role; it is remembered.",
      ],
    },
  ],
  actions: roles.map((role) => ({
    label: capital(role),
    act: { do: "command", words: `role ${role}` },
  })),
  notification: `Case ${handle}: choose for whom it is worded.`,
});

/** Cited statements, each with its number. */
export const knowledgeList = (lines: readonly CitationLine[]): Part => ({
  kind: "list",
  items: lines.map(({ number, says }) => ({ words: [`${says} `, { cite: [number] }] })),
});

/** The protocol's own cited statements on what was asked, and nothing else. */
export const knowledgeView = (handle: string, lines: readonly CitationLine[]): View => ({
  kind: "citation",
  handle,
  title: lines.length > 0 ? "What this protocol's sources say" : "Nothing on this",
  parts:
    lines.length > 0
      ? [
          knowledgeList(lines),
          { kind: "fold", title: "Sources", parts: [{ kind: "citations", items: lines }] },
        ]
      : [
          {
            kind: "text",
            words: [
              "The protocol has no cited statement on this, so there is no answer here. Nothing is recorded.",
            ],
          },
        ],
  actions: [],
  notification: `Case ${handle}: a reply to a question.`,
});

export const citationView = (encounter: Encounter, line: CitationLine): View => ({
  kind: "citation",
  handle: encounter.handle,
  title: `Source ${line.number}`,
  parts: [{ kind: "citations", items: [line] }],
  actions: [],
  notification: `Case ${encounter.handle}: a source.`,
});
