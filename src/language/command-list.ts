/**
 * The bot's commands, the same in every adapter: help, menus and manifests are made from this list. Their synonyms are data
 * in protocols/words/.
 */
interface CommandSpec {
  name: string;
  /** What follows it, in angle brackets. */
  argument?: string;
  does: string;
}

export const COMMANDS = [
  {
    name: "triage",
    argument: "<findings>",
    does: "Start a case here. Findings that you type with it are shown to be confirmed.",
  },
  {
    name: "status",
    does: "The result so far, the clocks, and what is open.",
  },
  {
    name: "why",
    does: "Why the pending question is asked, or what the result rests on.",
  },
  {
    name: "unknown",
    argument: "<reason>",
    does: "Record the pending question as not assessed (or unable, declined).",
  },
  {
    name: "several",
    argument: "<section>",
    does: "Answer a whole section in one form.",
  },
  {
    name: "undo",
    does: "Take back what you recorded last. It is asked again, and stays in the record as taken back.",
  },
  { name: "back", does: "Ask the last answered question again." },
  {
    name: "change",
    argument: "<finding>",
    does: "Answer a finding anew. The old answer stays in the record.",
  },
  {
    name: "unread",
    argument: "<number and what it is>",
    does: "What was typed and not read. Say of each which finding it is, recorded, or other.",
  },
  { name: "confirm", does: "Record what was understood of your words." },
  { name: "discard", does: "Put away what was understood of your words." },
  {
    name: "unread",
    argument: "<number and what it is>",
    does: "What was typed and not read. Say of each which finding it is, recorded, or other.",
  },
  {
    name: "cite",
    argument: "<number>",
    does: "The source behind a number in brackets.",
  },
  {
    name: "handoff",
    does: "A note to paste: situation, background, assessment, recommendation.",
  },
  { name: "timeline", does: "Who recorded and did what, and when." },
  {
    name: "done",
    argument: "<deadline>",
    does: "Mark a deadline as met, also when it is late.",
  },
  { name: "snooze", argument: "<deadline>", does: "Put a reminder off." },
  {
    name: "owner",
    argument: "<me or @person>",
    does: "Who is reminded of this case's deadlines.",
  },
  {
    name: "role",
    argument: "<physician, trainee or nurse>",
    does: "Your role, which the wording follows. Remembered for your next cases.",
  },
  {
    name: "acknowledge",
    does: "Say that you act on the emergency: nobody else is called.",
  },
  { name: "list", does: "Your open cases." },
  {
    name: "upgrade",
    does: "Move this case to the newest version of the protocol, and show what changes.",
  },
  {
    name: "close",
    argument: "<anyway>",
    does: "Close the case. It can be reopened.",
  },
  { name: "reopen", does: "Open the closed case of this thread again." },
  {
    name: "forget",
    argument: "<case>",
    does: "Destroy what this case holds, for good.",
  },
  { name: "help", does: "This list." },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]["name"];
