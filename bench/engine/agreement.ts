/** The engines' answers for the same patients: speed is compared only where the answers are equal. */
import fc from "fast-check";
import type { Engine } from "json-rules-engine";
import type { Urgency } from "../../src/protocol/schema.ts";
import { assess } from "../../src/triage/assess.ts";
import { type Findings, readFindings } from "../../src/triage/finding.ts";
import { completeAnswers } from "../../tests/arbitrary-answers.ts";
import type { Raw } from "../../tests/patient.ts";
import { protocol } from "../../tests/protocol-under-test.ts";
import { CqlEngine } from "./cql.ts";
import { type Facts, factsOf } from "./facts.ts";
import { rulesEngine, urgencyByRules } from "./json-rules.ts";

/** One patient, in each engine's own form. */
export interface RandomPatient {
  raw: Raw;
  findings: Findings;
  facts: Facts;
}

/** Patients with complete answers: a third mostly well, a third in between, a third mostly ill. */
export function randomPatients(count: number, seed: number): RandomPatient[] {
  const third = Math.ceil(count / 3);
  const answers = [60, 20, 2].flatMap((calmWeight) =>
    fc.sample(completeAnswers(calmWeight), { seed, numRuns: third }),
  );
  return answers.slice(0, count).map((raw) => {
    const reading = readFindings(protocol, raw);
    if ("faults" in reading) throw new Error(`not readable: ${JSON.stringify(reading.faults)}`);
    return { raw, findings: reading.findings, facts: factsOf(protocol, reading.findings) };
  });
}

export interface PeerEngines {
  rules: Engine;
  cql: CqlEngine;
}

/** Both other engines with the rules of a protocol. */
export function peerEngines(protocolUnderTest = protocol): PeerEngines {
  const [{ facts } = { facts: {} }] = randomPatients(1, 1);
  return { rules: rulesEngine(protocolUnderTest), cql: new CqlEngine(protocolUnderTest, Object.keys(facts)) };
}

/** The engines' results for the same patients. */
export interface EngineAgreement {
  sets: number;
  /** How many sets had each urgency: comparing only one urgency would prove little. */
  urgencies: Readonly<Record<string, number>>;
  disagreements: readonly {
    answers: Raw;
    ours: Urgency | null;
    rules: Urgency | null;
    cql: Urgency | null;
  }[];
}

/** Compares all engines over these patients. */
export async function engineAgreement(
  among: readonly RandomPatient[],
  { rules, cql }: PeerEngines = peerEngines(),
): Promise<EngineAgreement> {
  const urgencies: Record<string, number> = {};
  const disagreements: EngineAgreement["disagreements"][number][] = [];
  for (const { raw, findings, facts } of among) {
    const ours = assess(protocol, findings).urgency;
    const said = { rules: await urgencyByRules(rules, facts), cql: await cql.urgency(facts) };
    urgencies[String(ours)] = (urgencies[String(ours)] ?? 0) + 1;
    if (ours !== said.rules || ours !== said.cql) disagreements.push({ answers: raw, ours, ...said });
  }
  return { sets: among.length, urgencies, disagreements };
}
