/** What words said to the bot ask for, before any case hears them. Pure. */
import { COMMANDS, type Inbound, readCommand } from "../../src/index.ts";

type SayInbound = Extract<Inbound, { kind: "say" }>;

const normalizeWords = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

const START_WORDS = COMMANDS.filter(({ name }) => name === "triage")
  .flatMap(({ name, also }) => [name, ...also])
  .sort((a, b) => b.length - a.length);

/** The words after "triage" or its like; all of them when they begin otherwise. */
function openingWords(words: string): string {
  const said = normalizeWords(words);
  const lead = START_WORDS.find((each) => said === each || said.startsWith(`${each} `));
  return lead === undefined ? words : words.normalize("NFKC").trim().slice(lead.length).trim();
}

/** Where there was never a case, what is said to the bot opens one; a command about a case stays what it is. */
export function asStart(inbound: SayInbound): Inbound {
  const { actor, words, message } = inbound;
  const command = readCommand(words);
  if (command !== null && command.name !== "triage") return inbound;
  return { kind: "start", actor, words: openingWords(words), ...(message !== undefined && { message }) };
}
