/** The words that the bot obeys, at every door: help, menus and manifests are made from this list. */
interface Command {
  name: string;
  /** What follows it, in angle brackets. */
  argument?: string;
  /** Other ways to say it. */
  also: readonly string[];
  does: string;
}

export const COMMANDS = [
  {
    name: "triage",
    also: ["start", "start triage", "new case"],
    does: "Start a case here.",
  },
  {
    name: "status",
    also: ["where are we", "summary"],
    does: "The result so far, and what is open.",
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
    name: "cite",
    argument: "<number>",
    also: ["reference", "citation"],
    does: "The source behind a number in brackets.",
  },
  { name: "close", also: ["close case", "end"], does: "Close the case. It can be reopened." },
  { name: "reopen", also: ["reopen case"], does: "Open the closed case of this thread again." },
  { name: "help", also: ["?", "commands", "menu"], does: "This list." },
] as const satisfies readonly Command[];

type CommandName = (typeof COMMANDS)[number]["name"];

interface CommandCall {
  name: CommandName;
  argument: string;
}

const fold = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

/** Commands that stand alone: words after them mean that something else was said. */
const ALONE = new Set<CommandName>(["triage", "status", "why", "back", "close", "reopen", "help"]);

/** Reads words as a command, or null. "change fever" is a command; "no fever" and "why is he in pain" are not. */
export function readCommand(words: string): CommandCall | null {
  const said = fold(words).replace(/[.!]+$/, "");
  for (const command of COMMANDS) {
    const also: readonly string[] = command.also;
    if (said === command.name || also.includes(said)) return { name: command.name, argument: "" };
    if (ALONE.has(command.name)) continue;
    const lead = [command.name, ...also]
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
    case "change":
      return argument.split(/\s+/).length <= 6;
    default:
      return true;
  }
}
