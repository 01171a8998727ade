/** Reads words as a command. */
import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import type { UnknownReason } from "../answers/value.ts";
import { ROLES } from "../protocol/schema.ts";
import { COMMANDS, type CommandName } from "./command-list.ts";
import type { WordLists } from "./word-lists.ts";

export interface CommandCall {
  name: CommandName;
  argument: string;
}

const normalizeCase = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

/** Reads words as a command, or null. "change fever" is a command; "no fever" and "why is he in pain" are not. */
export function readCommand(lists: WordLists, words: string): CommandCall | null {
  const said = normalizeCase(words).replace(/[.!]+$/, "");
  for (const command of COMMANDS) {
    if (said === command.name || lists.commands[command.name].includes(said))
      return { name: command.name, argument: "" };
  }
  for (const command of COMMANDS) {
    if (!("argument" in command)) continue; // it stands alone: words after it mean that something else was said
    const lead = [command.name, ...lists.commands[command.name]]
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
    if (fits(lists, command.name, argument)) return { name: command.name, argument };
  }
  return null;
}

/** The text to read for findings: without the command's own words if a case is open. */
export function findingsOf(lists: WordLists, words: string, call: CommandCall | null): string {
  const begins = call?.name === "triage" && call.argument !== "";
  return begins && patternsOf(lists).startsWithFindings.test(words.trim()) ? call.argument : words;
}

/** Keeps ordinary sentences that begin with a command's word from being read as the command. */
function fits(lists: WordLists, name: CommandName, argument: string): boolean {
  switch (name) {
    case "unknown":
      return patternsOf(lists).reason.test(argument);
    case "unread":
      return /^\d{1,4}( .{1,60})?$/.test(argument) && !argument.endsWith("?");
    case "cite":
      return /^\[?\d{1,4}\]?$/.test(argument);
    case "change":
      return argument.split(" ").length <= 6 && !argument.endsWith("?");
    case "several":
      return argument.split(" ").length <= 3 && !argument.endsWith("?");
    case "owner":
      return saysMe(lists, argument) || /^@/.test(argument);
    case "role":
      return ROLES.some((role) => role === argument.toLowerCase());
    case "close":
      return lists.command_arguments.anyway.includes(argument.toLowerCase());
    case "forget":
      return /^(?:[a-z]+(-[a-z0-9]+)+|(?:my|own) words)$/i.test(argument);
    case "done":
    case "snooze":
      // the case knows whether it names a deadline
      return argument.split(" ").length <= 6 && !argument.endsWith("?");
    default:
      return true;
  }
}

/** Whether the argument of "owner" means the person typing. */
export const saysMe = (lists: WordLists, argument: string): boolean =>
  lists.command_arguments.me.includes(argument.toLowerCase());

/** The reason behind "unknown"; without one it was not assessed. */
export function reasonIn(lists: WordLists, argument: string): UnknownReason {
  const { declined, unable } = patternsOf(lists);
  return declined.test(argument) ? "declined" : unable.test(argument) ? "unable" : "not_assessed";
}

const patternsOf = oncePer(({ command_arguments: lists }: WordLists) => ({
  startsWithFindings: new RegExp(`^${oneOf(lists.starts_with_findings)}\\b`, "i"),
  reason: new RegExp(`^${oneOf(lists.reason)}\\b`, "i"),
  declined: new RegExp(`^${oneOf(lists.declined)}`, "i"),
  unable: new RegExp(`^${oneOf(lists.unable)}`, "i"),
}));
