/** The bot's command words, the same in every adapter: help, menus and manifests are made from this list. */
import { ROLES } from "../protocol/schema.ts";

interface CommandSpec {
  name: string;
  /** What follows it, in angle brackets. */
  argument?: string;
  /** Synonyms. */
  also: readonly string[];
  does: string;
}

export const COMMANDS = [
  {
    name: "triage",
    argument: "<findings>",
    also: ["start", "start triage", "new case"],
    does: "Start a case here. Findings that you type with it are shown to be confirmed.",
  },
  {
    name: "status",
    also: ["where are we", "summary"],
    does: "The result so far, the clocks, and what is open.",
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
  {
    name: "several",
    argument: "<section>",
    also: ["answer several", "form"],
    does: "Answer a whole section in one form.",
  },
  {
    name: "undo",
    also: ["take it back", "take that back"],
    does: "Take back what you recorded last. It is asked again, and stays in the record as taken back.",
  },
  { name: "back", also: ["previous", "go back"], does: "Ask the last answered question again." },
  {
    name: "change",
    argument: "<finding>",
    also: ["correct", "edit"],
    does: "Answer a finding anew. The old answer stays in the record.",
  },
  {
    name: "unread",
    argument: "<number and what it is>",
    also: ["not read"],
    does: "What was typed and not read. Say of each which finding it is, recorded, or other.",
  },
  { name: "confirm", also: ["confirmed", "confirm all"], does: "Record what was understood of your words." },
  { name: "discard", also: ["cancel that"], does: "Put away what was understood of your words." },
  {
    name: "cite",
    argument: "<number>",
    also: ["reference", "citation"],
    does: "The source behind a number in brackets.",
  },
  {
    name: "handoff",
    also: ["handover", "sbar", "hand off", "hand over"],
    does: "A note to paste: situation, background, assessment, recommendation.",
  },
  { name: "timeline", also: ["history", "log"], does: "Who recorded and did what, and when." },
  {
    name: "done",
    argument: "<deadline>",
    also: ["mark done"],
    does: "Mark a deadline as met, also when it is late.",
  },
  { name: "snooze", argument: "<deadline>", also: ["remind me later"], does: "Put a reminder off." },
  {
    name: "owner",
    argument: "<me or @person>",
    also: ["owner is", "assign to", "assign"],
    does: "Who is reminded of this case's deadlines.",
  },
  {
    name: "role",
    argument: "<physician, trainee or nurse>",
    also: ["i am a", "my role is"],
    does: "For whom it is worded. Remembered for your next cases.",
  },
  {
    name: "acknowledge",
    also: ["i have this", "i have it", "i've got this", "i’ve got this"],
    does: "Say that you act on the emergency: nobody else is called.",
  },
  { name: "list", also: ["my cases", "cases", "open cases"], does: "Your open cases." },
  {
    name: "upgrade",
    also: ["upgrade protocol"],
    does: "Move this case to the newest version of the protocol, and show what changes.",
  },
  {
    name: "close",
    argument: "<anyway>",
    also: ["close case", "end case"],
    does: "Close the case. It can be reopened.",
  },
  { name: "reopen", also: ["reopen case"], does: "Open the closed case of this thread again." },
  {
    name: "forget",
    argument: "<case>",
    also: ["forget case", "erase"],
    does: "Destroy what this case holds, for good.",
  },
  { name: "help", also: ["?", "commands", "menu"], does: "This list." },
] as const satisfies readonly CommandSpec[];

type CommandName = (typeof COMMANDS)[number]["name"];

export interface CommandCall {
  name: CommandName;
  argument: string;
}

const normalizeCase = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

/** Reads words as a command, or null. "change fever" is a command; "no fever" and "why is he in pain" are not. */
export function readCommand(words: string): CommandCall | null {
  const said = normalizeCase(words).replace(/[.!]+$/, "");
  for (const command of COMMANDS) {
    const also: readonly string[] = command.also;
    if (said === command.name || also.includes(said)) return { name: command.name, argument: "" };
  }
  for (const command of COMMANDS) {
    if (!("argument" in command)) continue; // it stands alone: words after it mean something else
    const lead = [command.name, ...command.also]
      .filter((start) => said.startsWith(`${start} `) || said.startsWith(`${start}: `))
      .sort((a, b) => b.length - a.length)[0];
    if (!lead) continue;
    const rest = words
      .normalize("NFKC")
      .trim()
      .replace(/\s+/g, " ")
      .slice(lead.length)
      .replace(/^:/, "")
      .trim();
    // findings are kept as they were typed; for anything else, a final full stop is dropped
    const argument = command.name === "triage" ? rest : rest.replace(/[.!]+$/, "");
    if (fits(command.name, argument)) return { name: command.name, argument };
  }
  return null;
}

/** What to read of words that would begin a case, where one is open: the findings after the command's own words. */
export function findingsOf(words: string, call: CommandCall | null): string {
  const begins = call?.name === "triage" && call.argument !== "";
  // "start" may be part of what is said ("start enoxaparin"), and a "new case" is hardly about this patient
  return begins && /^(start )?triage\b/i.test(words.trim()) ? call.argument : words;
}

/** Keeps ordinary sentences that begin with a command's word from being read as the command. */
function fits(name: CommandName, argument: string): boolean {
  switch (name) {
    case "unknown":
      return /^(unable|declined|not assessed|refused)\b/i.test(argument);
    case "unread":
      return /^\d{1,4}( .{1,60})?$/.test(argument) && !argument.endsWith("?");
    case "cite":
      return /^\[?\d{1,4}\]?$/.test(argument);
    case "change":
      return argument.split(" ").length <= 6 && !argument.endsWith("?");
    case "several":
      return argument.split(" ").length <= 3 && !argument.endsWith("?");
    case "owner":
      return /^me$/i.test(argument) || /^@/.test(argument);
    case "role":
      return ROLES.some((role) => role === argument.toLowerCase());
    case "close":
      return /^anyway$/i.test(argument);
    case "forget":
      return /^[a-z]+(-[a-z0-9]+)+$/i.test(argument);
    case "done":
    case "snooze":
      // the case knows whether it names a deadline
      return argument.split(" ").length <= 6 && !argument.endsWith("?");
    default:
      return true;
  }
}
