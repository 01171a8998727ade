/**
 * The bot's commands, the same in every adapter: help, menus and manifests are made from this list. Their synonyms are data
 * in protocols/words/.
 */
export interface CommandSpec {
  name: string;
  /** What follows it, in angle brackets. */
  argument?: string;
  does: string;
  /** One of those that a list too short for all of them holds. */
  shortlisted?: true;
  /** Its argument can be anything, so that words that begin with its name are as likely to be a finding. */
  freeArgument?: true;
  /** Only answers what was shown just before, so it is not worth keeping where nothing was. */
  answersOnly?: true;
}

export const COMMANDS = [
  {
    name: "triage",
    shortlisted: true,
    argument: "<findings>",
    does: "Start a case here. Findings that you type with it are shown to be confirmed.",
  },
  {
    name: "status",
    shortlisted: true,
    does: "The result so far, the clocks, and what is open.",
  },
  {
    name: "why",
    shortlisted: true,
    does: "Why the pending question is asked, or what the result rests on.",
  },
  {
    name: "unknown",
    answersOnly: true,
    argument: "<reason>",
    does: "Record the pending question as not assessed (or unable, declined).",
  },
  {
    name: "several",
    freeArgument: true,
    argument: "<section>",
    does: "Answer a whole section in one form.",
  },
  {
    name: "undo",
    does: "Take back what you recorded last. The question is asked again; the record keeps the old answer, marked as taken back.",
  },
  { name: "one by one", does: "Ask one question at a time. Remembered for your next cases." },
  {
    name: "panels",
    does: "Ask several questions in one message, where the protocol groups them. Remembered.",
  },
  { name: "back", shortlisted: true, does: "Ask the last answered question again." },
  {
    name: "change",
    freeArgument: true,
    shortlisted: true,
    argument: "<finding>",
    does: "Answer a finding anew. The old answer stays in the record.",
  },
  {
    name: "unread",
    argument: "<number and what it is>",
    does: "What was typed and not read. Say of each which finding it is, recorded, or other.",
  },
  { name: "confirm", answersOnly: true, does: "Record the findings read from your message." },
  { name: "discard", answersOnly: true, does: "Discard the findings read from your message." },
  {
    name: "cite",
    argument: "<number>",
    does: "The source behind a number in brackets.",
  },
  {
    name: "handoff",
    shortlisted: true,
    does: "A note to paste: situation, background, assessment, recommendation.",
  },
  { name: "timeline", shortlisted: true, does: "Who recorded and did what, and when." },
  {
    name: "done",
    freeArgument: true,
    argument: "<deadline>",
    does: "Mark a deadline as met, also when it is late.",
  },
  { name: "snooze", freeArgument: true, argument: "<deadline>", does: "Put a reminder off." },
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
  { name: "list", shortlisted: true, does: "Your open cases." },
  {
    name: "upgrade",
    does: "Move this case to the newest version of the protocol, and show what changes.",
  },
  {
    name: "close",
    shortlisted: true,
    argument: "<anyway>",
    does: "Close the case. It can be reopened.",
  },
  { name: "reopen", does: "Open the closed case of this thread again." },
  {
    name: "forget",
    argument: "<case, or my words>",
    does: "Destroy what this case holds, for good.",
  },
  { name: "help", shortlisted: true, does: "This list." },
] as const satisfies readonly CommandSpec[];

export type CommandName = (typeof COMMANDS)[number]["name"];

/** The commands of which something holds. */
export const commandsThat = (holds: (command: CommandSpec) => boolean): ReadonlySet<string> =>
  new Set(COMMANDS.filter(holds).map(({ name }) => name));
