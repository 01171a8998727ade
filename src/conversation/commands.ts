/** The words that the bot obeys, at every door: help, menus and manifests are made from this list. */
export interface Command {
  name: string;
  /** What follows it, in angle brackets. */
  argument?: string;
  /** Other ways to say it. */
  also: readonly string[];
  does: string;
  /** Works without a case. */
  anywhere?: boolean;
}

export const COMMANDS = [
  {
    name: "triage",
    argument: "<what is known>",
    also: ["start", "start triage", "new", "new case"],
    does: "Start a case here, with or without first findings.",
    anywhere: true,
  },
  {
    name: "status",
    also: ["where are we", "summary"],
    does: "The result so far, what is open, and the clocks.",
  },
  {
    name: "why",
    also: ["why?", "reasons"],
    does: "Why the pending question is asked, or what the result rests on.",
  },
  {
    name: "unknown",
    argument: "<reason>",
    also: ["not assessed", "skip"],
    does: "Record the pending question as not assessed (or unable, declined).",
  },
  { name: "back", also: ["previous", "go back"], does: "Ask the last answered question again." },
  {
    name: "change",
    argument: "<finding>",
    also: ["correct", "edit"],
    does: "Answer a finding anew. The old answer stays in the record.",
  },
  {
    name: "several",
    argument: "<section>",
    also: ["answer several", "form", "section"],
    does: "Answer a whole section at once.",
  },
  {
    name: "results",
    argument: "<study>",
    also: ["mri back", "duplex back", "results back", "mri result", "duplex result"],
    does: "Record a result: MRI, duplex.",
  },
  { name: "handoff", also: ["sbar", "handover"], does: "A note to paste, unknowns and clocks first." },
  { name: "timeline", also: ["log", "history"], does: "Who recorded what, and when." },
  {
    name: "cite",
    argument: "<number>",
    also: ["reference", "citation"],
    does: "The source behind a number in brackets.",
  },
  { name: "done", argument: "<what>", also: [], does: "Mark a deadline as done." },
  { name: "snooze", argument: "<what>", also: [], does: "Be reminded of a deadline again later." },
  {
    name: "owner",
    argument: "<person>",
    also: ["assign"],
    does: "Hand the case to someone; without a name, to you.",
  },
  { name: "role", argument: "<physician, trainee or nurse>", also: ["i am a"], does: "Choose the wording." },
  { name: "close", also: ["close case", "end"], does: "Close the case. It can be reopened." },
  { name: "reopen", also: ["reopen case"], does: "Open the closed case of this thread again." },
  { name: "forget", also: ["forget case"], does: "Delete what this case holds. It cannot be undone." },
  {
    name: "upgrade",
    also: ["update protocol"],
    does: "Move the case to the newest version of the protocol.",
  },
  { name: "list", also: ["my cases", "cases"], does: "Your open cases.", anywhere: true },
  { name: "help", also: ["?", "commands", "menu"], does: "This list.", anywhere: true },
] as const satisfies readonly Command[];

export type CommandName = (typeof COMMANDS)[number]["name"];

export interface CommandCall {
  name: CommandName;
  argument: string;
}

const fold = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

/** Commands that stand alone: words after them mean that something else was said. */
const ALONE = new Set<CommandName>([
  "status",
  "why",
  "back",
  "handoff",
  "timeline",
  "close",
  "reopen",
  "forget",
  "upgrade",
  "list",
  "help",
]);

/** Reads words as a command, or null. "mri back" is a command; "no fever" and "why is he in pain" are not. */
export function readCommand(words: string): CommandCall | null {
  const said = fold(words).replace(/[.!]+$/, "");
  for (const command of COMMANDS) {
    const also: readonly string[] = command.also;
    if (said === command.name || also.includes(said))
      return {
        name: command.name,
        argument: command.name === "results" ? said.replace(/\s*(results?|back)\s*/g, "").trim() : "",
      };
    if (ALONE.has(command.name)) continue;
    const lead = (command.name === "triage" ? ["start triage", "triage"] : [command.name, ...also])
      .filter((start) => said.startsWith(`${start} `))
      .sort((a, b) => b.length - a.length)[0];
    if (lead && "argument" in command) {
      const argument = words.normalize("NFKC").trim().slice(lead.length).trim();
      if (fits(command.name, argument)) return { name: command.name, argument };
    }
  }
  return null;
}

/** Keeps ordinary sentences that begin with a command's word from being taken for it. */
function fits(name: CommandName, argument: string): boolean {
  switch (name) {
    case "unknown":
      return /^(unable|declined|not assessed|refused)\b/i.test(argument);
    case "cite":
      return /^\[?\d{1,4}\]?$/.test(argument);
    case "role":
      return /^(a )?(physician|doctor|trainee|resident|nurse|care team)\b/i.test(argument);
    case "done":
    case "snooze":
    case "change":
    case "several":
    case "results":
      return argument.split(/\s+/).length <= 6;
    default:
      return true;
  }
}
