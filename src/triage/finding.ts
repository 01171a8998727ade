/** Findings: what is known of a patient, by question. */
import { closest, distance } from "fastest-levenshtein";
import { type InvalidAnswer, printableRaw, readAnswer } from "../answers/read.ts";
import type { Answer } from "../answers/value.ts";
import type { Protocol } from "../protocol/schema.ts";
import { index } from "./index-of-protocol.ts";

/** What is known so far, by question id. A question that is not here was not asked and counts as unknown. */
export type Findings = Readonly<Record<string, Answer | undefined>>;

/** Reads a whole map of raw findings; every fault is collected, so that one run shows all there is to correct. */
export function readFindings(
  protocol: Protocol,
  raw: Readonly<Record<string, unknown>>,
  nowMs?: number,
): { findings: Findings } | { faults: InvalidAnswer[] } {
  const findings: Record<string, Answer> = {};
  const faults: InvalidAnswer[] = [];
  const { questions } = index(protocol);
  for (const [id, value] of Object.entries(raw)) {
    const question = questions.get(id);
    if (!question) {
      const near = closest(id, [...questions.keys()]);
      const hint = distance(id, near) <= 3 ? `; did you mean ${near}?` : "";
      faults.push({
        finding: id,
        value: printableRaw(value),
        allowed: `no such finding in this protocol${hint}`,
      });
      continue;
    }
    const reading = readAnswer(question, value, nowMs);
    if ("faults" in reading) faults.push(...reading.faults);
    else findings[id] = reading.answer;
  }
  return faults.length > 0 ? { faults } : { findings };
}
