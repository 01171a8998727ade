/** What notices an error in a protocol: a case with a different result, a property that breaks, or nothing. */
import type { Protocol } from "../protocol/schema.ts";
import { assess } from "../triage/assess.ts";
import { decisionOf } from "./dated-case.ts";
import { encodedPair, firstDifference } from "./difference.ts";
import type { Mutant } from "./mutants.ts";
import { brokenBy, type ProofContext, readCase, shownCase, type WitnessCase } from "./proof.ts";
import { changedContextOf, firstBroken, type Grounds, groundsOf } from "./prove.ts";
import type { Witness } from "./witness.ts";

/** A case, and what differs from its expectation under a protocol; empty when nothing does. */
export interface CheckedCase {
  id: string;
  misses(under: Protocol): readonly string[];
}

export type MutantOutcome =
  | { by: "case"; id: string }
  | { by: "property"; property: number; statement: string }
  /** It says the same to every possible patient: proved, so there is nothing to notice. */
  | { by: "equivalent" }
  /** What it changes, and the smallest patient who shows it, where one can be made. */
  | { by: "nobody"; changes: string; shown: WitnessCase | null };

/** Finds the outcome of one mutant after another; the cheapest way to notice it is tried first. */
export function mutantJudge(
  original: Protocol,
  cases: readonly CheckedCase[],
): (mutant: Mutant) => MutantOutcome {
  const grounds = groundsOf(original);
  return ({ protocol }) => {
    const noticed = cases.find((patient) => isNoticed(patient, protocol));
    return noticed ? { by: "case", id: noticed.id } : provedOutcome(grounds, protocol);
  };
}

/** A protocol that cannot answer at all is noticed too. */
function isNoticed(patient: CheckedCase, under: Protocol): boolean {
  try {
    return patient.misses(under).length > 0;
  } catch {
    return true;
  }
}

function provedOutcome(grounds: Grounds, mutated: Protocol): MutantOutcome {
  const ground = grounds();
  const changed = changedContextOf(ground, mutated);
  const pair =
    changed.space === ground.space
      ? { ...ground, before: ground.encoded, after: changed.encoded }
      : encodedPair(ground.protocol, mutated);
  const difference = firstDifference(pair.before, pair.after);
  if (!difference) return { by: "equivalent" };
  const broken = firstBroken(changed, "quick") ?? firstBroken(changed, "slow");
  if (broken) return { by: "property", property: broken.property, statement: broken.statement };
  const shown = smallestPatient(
    { ...pair, encoded: pair.before, protocol: ground.protocol },
    mutated,
    difference,
  );
  return { by: "nobody", changes: difference.name, shown };
}

/** The smallest patient of whom the two protocols decide differently, as the engine confirms it. */
function smallestPatient(
  ground: ProofContext,
  mutated: Protocol,
  { name, where }: { name: string; where: number },
): WitnessCase | null {
  const decided = (under: Protocol, { findings, setting }: Witness) => {
    try {
      return JSON.stringify(decisionOf(assess(under, readCase(under, findings, setting), setting)));
    } catch {
      return "it cannot answer";
    }
  };
  const verdict = brokenBy(ground, where, 0, name, (witness) =>
    decided(ground.protocol, witness) === decided(mutated, witness)
      ? null
      : { why: name, cases: [shownCase("case", witness)] },
  );
  return verdict.broken?.cases[0] ?? null;
}
