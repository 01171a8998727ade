/** What words said to the bot ask for, before any case hears them. Pure. */
import { COMMANDS, type Inbound, readCommand } from "../../src/index.ts";

type Said = Extract<Inbound, { kind: "say" }>;

const fold = (words: string) => words.normalize("NFKC").trim().toLowerCase().replace(/\s+/g, " ");

const STARTS = COMMANDS.filter(({ name }) => name === "triage")
  .flatMap(({ name, also }) => [name, ...also])
  .sort((a, b) => b.length - a.length);

/** The words after "triage" or its like; all of them when they begin otherwise. */
function openingWords(words: string): string {
  const said = fold(words);
  const lead = STARTS.find((each) => said === each || said.startsWith(`${each} `));
  return lead === undefined ? words : words.normalize("NFKC").trim().slice(lead.length).trim();
}

/** Where there was never a case, what is said to the bot opens one; a command about a case stays what it is. */
export function opening(said: Said): Inbound {
  const { actor, words, message } = said;
  const command = readCommand(words);
  if (command !== null && command.name !== "triage") return said;
  return { kind: "start", actor, words: openingWords(words), ...(message !== undefined && { message }) };
}
