/** What words to the bot ask for where no case is open. Pure. */
import { CHAT } from "./chat-phrases.ts";
import { type CommandCall, readCommand } from "./commands.ts";

export type OpeningRequest =
  /** A start command, with what is known so far. */
  | { kind: "start"; findings: string }
  | { kind: "command"; call: CommandCall }
  /** A greeting, thanks, or a question about the bot; also an empty message. */
  | { kind: "chat" }
  /** Anything else: it may be about a patient. */
  | { kind: "words" };

/** Commands with a free argument: "change in sensation" is as likely to be a finding as a command. */
const FREE_ARGUMENT: ReadonlySet<CommandCall["name"]> = new Set(["change", "done", "snooze", "several"]);

export function readOpening(words: string): OpeningRequest {
  if (isChat(words)) return { kind: "chat" };
  const call = readCommand(words);
  if (call?.name === "triage") return { kind: "start", findings: call.argument };
  if (call && !(call.argument !== "" && FREE_ARGUMENT.has(call.name))) return { kind: "command", call };
  return { kind: "words" };
}

/** What answers "Start a case with these words?" in words. */
export function readOfferAnswer(words: string): "begin" | "decline" | null {
  const said = plainPhrase(words);
  if (CHAT.begin.includes(said)) return "begin";
  return CHAT.decline.includes(said) ? "decline" : null;
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

const PHRASES = [...CHAT.phrases].sort((a, b) => b.length - a.length);

/** All of the words are phrases of the list, one after the other. "?" alone asks for help. */
export function isChat(words: string): boolean {
  if (words.trim() === "?") return false;
  let rest = plainPhrase(words);
  while (rest !== "") {
    const phrase = PHRASES.find((each) => rest === each || rest.startsWith(`${each} `));
    if (phrase === undefined) return false;
    rest = rest.slice(phrase.length).trim();
  }
  return true;
}
