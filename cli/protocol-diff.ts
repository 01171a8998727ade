/**
 * npm run protocol -- diff OLD NEW: which patients a change affects. Every case, every stored case (--store URL), and the
 * smallest of all possible patients whom the new protocol rates lower. A fall needs a sign-off in the new file.
 * Exit status: 0 no fall without a sign-off, 1 one without, 2 wrong use or a file that cannot be read.
 */
import { parseArgs } from "node:util";
import { openExistingStore } from "../src/app/local-store.ts";
import { assessedUnder, storedCases } from "../src/bot/stored-cases.ts";
import { TriageError } from "../src/errors.ts";
import {
  type AffectedCase,
  affectedBy,
  affectedCase,
  type DecisionSummary,
  droppedPromises,
  signoffsOf,
} from "../src/proof/change-impact.ts";
import { smallestFall } from "../src/proof/difference.ts";
import { readProtocol } from "../src/protocol/read.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { readCases } from "./case-files.ts";
import {
  type CommandResult,
  locateProtocol,
  readProtocolText,
  soundProtocol,
  usageError,
} from "./protocol-file.ts";

const USAGE = "usage: npm run protocol -- diff OLD NEW [--cases FOLDER] [--store URL]";

/** Runs the command with the arguments after its name. */
export async function diffProtocols(args: string[]): Promise<CommandResult> {
  let values: { cases?: string | undefined; store?: string | undefined; help?: boolean | undefined };
  let files: string[];
  try {
    const options = {
      cases: { type: "string" },
      store: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    const parsed = parseArgs({ args, options, allowPositionals: true });
    [values, files] = [parsed.values, parsed.positionals];
  } catch (fault) {
    return usageError(`${fault instanceof Error ? fault.message.split(". ")[0] : fault}\n${USAGE}`);
  }
  if (values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
  const [oldFile, newFile, ...more] = files;
  if (oldFile === undefined || newFile === undefined || more.length > 0)
    return usageError(`two files are needed, the old one first\n${USAGE}`);
  const old = oldProtocol(oldFile);
  if ("fault" in old) return usageError(old.fault);
  const next = soundProtocol(newFile);
  if ("fault" in next) return usageError(next.fault);
  const known = readCases(values.cases);
  if ("fault" in known) return usageError(known.fault);

  const lines: string[] = [];
  let refused = 0;
  const say = (one: AffectedCase) => {
    if (one.falls && !one.signed) refused += 1;
    lines.push(caseText(one));
  };
  for (const patient of known.cases) {
    const found = affectedCase(patient.id, patient.findings, old.protocol, next.protocol);
    if (found && "unreadable" in found) {
      // what the old one cannot read is new; what the new one cannot read is lost
      if (found.unreadable === "new") refused += 1;
      lines.push(`${patient.id}  cannot be read under ${found.unreadable === "new" ? newFile : oldFile}`);
    } else if (found) say(found);
  }
  const stored = await storedText(values.store, old.protocol, next.protocol, say);
  if ("fault" in stored) return usageError(stored.fault);
  for (const id of droppedPromises(old.protocol, next.protocol)) {
    refused += 1;
    lines.push(`promise "${id}"  is no longer made as it was: NEEDS A SIGN-OFF`);
  }
  const all = everybodyText(old.protocol, next.protocol);
  refused += all.refused;
  return {
    out:
      `${oldFile} ${old.protocol.version} -> ${newFile} ${next.protocol.version}\n` +
      `${known.cases.length} cases; ${stored.text}\n\n` +
      `${lines.length > 0 ? lines.join("\n") : "Every case comes out as before."}\n\n${all.text}\n`,
    err:
      refused === 0
        ? ""
        : `${refused} without a sign-off. Add to ${newFile}:\nsignoffs:\n  - { version: "${next.protocol.version}", lowers: CASE OR RULE, by: NAME, date: YYYY-MM-DD, why: REASON }\n`,
    status: refused === 0 ? 0 : 1,
  };
}

/** The old version was linted when it was new. */
function oldProtocol(file: string): { protocol: Protocol } | { fault: string } {
  const { path, name } = locateProtocol(file);
  const text = readProtocolText(path);
  if ("fault" in text) return { fault: `${name} cannot be read: ${text.fault}` };
  const reading = readProtocol(text.text, name);
  return "issues" in reading
    ? { fault: `${name} is no protocol: ${reading.issues[0]?.message}` }
    : { protocol: reading.protocol };
}

async function storedText(
  url: string | undefined,
  old: Protocol,
  next: Protocol,
  say: (one: AffectedCase) => void,
): Promise<{ text: string } | { fault: string }> {
  if (url === undefined) return { text: "no stored cases: name a store with --store URL" };
  try {
    const store = await openExistingStore(url);
    try {
      let cases = 0;
      for await (const one of storedCases(store)) {
        cases += 1;
        const found = affectedBy(one.handle, assessedUnder(old, one), assessedUnder(next, one), old, next);
        if (found) say(found);
      }
      return { text: `${cases} stored cases` };
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof TriageError) return { fault: `${error.message}\n${error.remedy}` };
    throw error;
  }
}

/** Every possible patient: the smallest set of answers that falls and that no signed rule explains. */
function everybodyText(old: Protocol, next: Protocol): { text: string; refused: number } {
  const rules = signoffsOf(next).map(({ lowers }) => lowers);
  try {
    const fall = smallestFall(old, next, rules);
    if (!fall)
      return { text: "Proved: no other patient is acted on as less urgent than before.", refused: 0 };
    return {
      text: `The smallest patient who falls, from ${fall.from} to ${fall.to}: NEEDS A SIGN-OFF\n${JSON.stringify({ findings: fall.findings })}`,
      refused: 1,
    };
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    return { text: `Not proved for everybody: ${reason}`, refused: 1 };
  }
}

function caseText({ name, before, after, falls, signed }: AffectedCase): string {
  const change = <K extends keyof DecisionSummary>(key: K, text: (of: DecisionSummary[K]) => string) =>
    text(before[key]) === text(after[key]) ? "" : `\n    ${key}: ${text(before[key])} -> ${text(after[key])}`;
  const sign = !falls
    ? ""
    : signed
      ? `  falls, signed by ${signed.by} on ${signed.date}: ${signed.why}`
      : "  falls: NEEDS A SIGN-OFF";
  return (
    `${name}${sign}` +
    change("urgency", (urgency) => urgency ?? "open") +
    change("acts_on", String) +
    change("imaging", (ids) => [...ids].sort().join(", ") || "none") +
    change("disposition", (id) => id ?? "none")
  );
}
