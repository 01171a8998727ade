/**
 * `npm run --silent read < texts.jsonl`: what the bot makes of typed texts. In, a line each:
 * {"id", "text", "asked": finding id, list of ids (a panel) or null, "now": ISO 8601}. Out, a line each: {"id", "recorded",
 * "proposed", "not_read"}. Nothing is kept.
 */
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";
import { runToExitCode } from "../src/app/local-store.ts";
import { TriageError } from "../src/errors.ts";
import { loadProtocol, loadWordLists } from "../src/protocol-store.ts";
import { readTyped } from "./typed-reading.ts";

const USAGE = `usage: npm run --silent read [-- --protocol FILE] < texts.jsonl
  a line each: {"id": "1", "text": "no fever", "asked": null, "now": "2026-11-25T12:00:00Z"}
  --protocol FILE  what new cases run on when left out`;

const lineSchema = z.strictObject({
  id: z.string(),
  text: z.string(),
  asked: z.union([z.string(), z.array(z.string()), z.null()]).default(null),
  now: z.iso.datetime({ offset: true }),
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { protocol: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { protocol } = loadProtocol(values.protocol);
  const lists = loadWordLists();
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (line.trim() === "") continue;
    const { id, text, asked, now } = parseLine(line, number);
    const reading = readTyped(protocol, lists, { text, asked, now: Date.parse(now) });
    process.stdout.write(`${JSON.stringify({ id, ...reading })}\n`);
  }
  return 0;
}

function parseLine(line: string, number: number): z.output<typeof lineSchema> {
  let raw: unknown;
  try {
    raw = JSON.parse(line);
  } catch {
    throw new TriageError("usage", `Line ${number} is not JSON.`, "Write one JSON object in each line.");
  }
  const read = lineSchema.safeParse(raw);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new TriageError("usage", `Line ${number}: ${issue?.path.join(".")}: ${issue?.message}.`, USAGE);
}

await runToExitCode(main, USAGE);
