/** What words that are said to the bot ask for where no case is open. Pure. */
import { oncePer } from "../answers/once-per.ts";
import { commandsThat } from "./command-list.ts";
import { type CommandCall, readCommand } from "./commands.ts";
import type { WordLists } from "./word-lists.ts";

export type OpeningRequest =
  /** A start command, with what is known so far. */
  | { kind: "start"; findings: string }
  | { kind: "command"; call: CommandCall }
  /** A greeting, thanks, or a question about the bot; also an empty message. */
  | { kind: "chat" }
  /** Anything else: it may be about a patient. */
  | { kind: "words" };

/** Commands with a free argument: "change in sensation" is as likely to be a finding as a command. */
const FREE_ARGUMENT = commandsThat(({ freeArgument }) => freeArgument === true);

export function readOpening(lists: WordLists, words: string): OpeningRequest {
  if (isChat(lists, words)) return { kind: "chat" };
  const call = readCommand(lists, words);
  if (call?.name === "triage") return { kind: "start", findings: call.argument };
  if (call && !(call.argument !== "" && FREE_ARGUMENT.has(call.name))) return { kind: "command", call };
  return { kind: "words" };
}

/** What answers "Start a case with these words?" in words. */
export function readOfferAnswer({ chat }: WordLists, words: string): "begin" | "decline" | null {
  const said = plainPhrase(words);
  if (chat.begin.includes(said)) return "begin";
  return chat.decline.includes(said) ? "decline" : null;
}

const plainPhrase = (words: string): string =>
  words
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[^\p{L}\p{N}'?]+/gu, " ")
    .replace(/\?/g, " ")
    .replace(/ +/g, " ")
    .trim();

/** The longest first. */
const phrasesOf = oncePer(({ chat }: WordLists) => chat.phrases.toSorted((a, b) => b.length - a.length));

/** All of the words are phrases of the list, one after the other. "?" alone asks for help. */
export function isChat(lists: WordLists, words: string): boolean {
  if (words.trim() === "?") return false;
  let rest = plainPhrase(words);
  while (rest !== "") {
    const phrase = phrasesOf(lists).find((each) => rest === each || rest.startsWith(`${each} `));
    if (phrase === undefined) return false;
    rest = rest.slice(phrase.length).trim();
  }
  return true;
}
