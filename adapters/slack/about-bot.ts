/** What the bot is, in Slack: shown on request and on its Home tab. None of it is about a case. */
import type { Part, View } from "../../src/index.ts";

const listItemOf = (...words: string[]) => ({ words });

/** What the bot does and does not do, and what to do in an emergency. */
export const aboutParts = (command: string): Part[] => [
  {
    kind: "text",
    tone: "strong",
    words: ["In an emergency, act and call for help first. Do not wait for a question or an answer here."],
  },
  {
    kind: "list",
    title: "What it does",
    items: [
      listItemOf("asks, step by step, about new or ongoing leg pain or swelling after a spinal injection"),
      listItemOf("says how urgent it is, what to do and by when, with its sources"),
      listItemOf("keeps who recorded what and when, and reminds before a time limit lapses"),
    ],
  },
  {
    kind: "list",
    title: "What it does not do",
    items: [
      listItemOf("It supports clinical judgement, and does not replace it."),
      listItemOf("It does not diagnose, order tests, call anybody or read a patient's record."),
      listItemOf("It takes no names, record numbers or dates of birth: leave them out."),
    ],
  },
  {
    kind: "list",
    title: "How to use it",
    items: [
      listItemOf(`${command} opens a case in this channel; words after it are taken as the first findings`),
      listItemOf(`${command} list shows your open cases; ${command} help shows this`),
      listItemOf(
        "mention it in a channel or a thread, or write to it in a private chat: triage and what is known",
      ),
      listItemOf('choose "Triage this message" in the menu of a message'),
      listItemOf("in a case's thread: tap, or write in plain words; a mention is not needed"),
    ],
  },
];

/** The same as a view, for a person who asks for help where no case is open. */
export const aboutView = (command: string): View => ({
  kind: "help",
  handle: null,
  title: "Triage after a spinal injection",
  parts: aboutParts(command),
  actions: [],
  notification: "What the triage bot does, and how to use it",
});
