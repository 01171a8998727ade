/**
 * npm run protocol -- review [FILE]: the document that a clinician reviews a protocol with, as HTML to print.
 * npm run protocol -- review --check SIGNED [FILE]: whether a signed review is valid for the protocol's file.
 * Exit status: 0 done or valid, 1 errors in the protocol or the review, 2 wrong use or a file that cannot be read.
 */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { PAPERS } from "../src/printable-form/form-style.ts";
import { reviewSheet } from "../src/printable-form/review-sheet.ts";
import type { Issue } from "../src/protocol/issue.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { readSignedReview, reviewStatus } from "../src/protocol/signed-review.ts";
import { hashOf, latestDay, NEWEST_PROTOCOL, reviewFileOf } from "../src/protocol-store.ts";
import {
  type CommandResult,
  invocationFolder,
  issueText,
  locateProtocol,
  readProtocolText,
  soundProtocol,
  usageError,
  writeResult,
} from "./protocol-file.ts";
import { patientsOf } from "./version-cases.ts";

const USAGE = `usage: npm run --silent protocol -- review [--paper ${PAPERS.join("|")}] [--out FILE] [FILE]
       npm run protocol -- review --check SIGNED [FILE]; without a file, of the newest protocol`;

/** Runs the command with the arguments after its name. */
export function reviewProtocol(args: string[]): CommandResult {
  let values: Record<"paper" | "out" | "check", string | undefined> & { help?: boolean | undefined };
  let files: string[];
  try {
    const options = {
      paper: { type: "string" },
      out: { type: "string" },
      check: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    const parsed = parseArgs({ args, options, allowPositionals: true });
    const { paper, out, check, help } = parsed.values;
    [values, files] = [{ paper, out, check, help }, parsed.positionals];
  } catch (fault) {
    return usageError(`${fault instanceof Error ? fault.message.split(". ")[0] : fault}\n${USAGE}`);
  }
  if (values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
  if (files.length > 1) return usageError(`one protocol at a time\n${USAGE}`);
  const paper = PAPERS.find((one) => one === (values.paper ?? "a4"));
  if (!paper) return usageError(`"${values.paper}" is no paper; allowed: ${PAPERS.join(", ")}\n${USAGE}`);

  const file = files[0] ?? NEWEST_PROTOCOL;
  const reading = soundProtocol(file);
  if ("fault" in reading) return usageError(reading.fault);
  const text = readProtocolText(locateProtocol(file).path);
  if ("fault" in text) return usageError(`${file} cannot be read: ${text.fault}`);
  const hash = hashOf(text.text);
  if (values.check !== undefined) return checkSigned(values.check, reading.protocol, hash);
  const known = patientsOf(reading.protocol);
  if ("fault" in known) return usageError(known.fault);
  return writeResult(reviewSheet(reading.protocol, { paper, hash, patients: known.patients }), values.out);
}

function checkSigned(signed: string, protocol: Protocol, hash: string): CommandResult {
  const text = readProtocolText(resolve(invocationFolder(), signed));
  if ("fault" in text) return usageError(`${signed} cannot be read: ${text.fault}`);
  const reading = readSignedReview(text.text, signed, { protocol, hash, today: latestDay() });
  return "issues" in reading
    ? { out: reading.issues.map(issueText).join(""), err: "", status: 1 }
    : { out: `${signed}: valid, ${reviewStatus(reading.review)}\n`, err: "", status: 0 };
}

/** The errors of the signed review next to a protocol's file; none where there is no review. */
export function issuesOfReviewBeside(path: string, protocol: Protocol, protocolText: string): Issue[] {
  const file = reviewFileOf(path, protocol);
  if (!existsSync(file)) return [];
  const text = readProtocolText(file);
  const reviewed = { protocol, hash: hashOf(protocolText), today: latestDay() };
  const reading = readSignedReview("fault" in text ? "" : text.text, file, reviewed);
  return "issues" in reading ? reading.issues : [];
}
