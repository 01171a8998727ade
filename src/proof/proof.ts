/** One statement about every possible set of answers: proved, or refuted by the smallest counterexample. */
import type { Protocol } from "../protocol/schema.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import { UNDATED } from "../triage/evaluate.ts";
import { type Findings, readFindings } from "../triage/finding.ts";
import type { AnswerSpace } from "./answer-space.ts";
import { type Diagrams, NEVER_NODE, type Node } from "./diagram.ts";
import type { EncodedProtocol } from "./encode.ts";
import { type PatientSetting, type RawFindings, type Witness, witnessesOf } from "./witness.ts";

export type { RawFindings } from "./witness.ts";

export interface WitnessCase {
  /** "before" and "after" where a change breaks the statement. */
  role: "case" | "before" | "after";
  findings: RawFindings;
  /** The moment and the site, where they can matter; ISO 8601. */
  now?: string;
  site?: Readonly<Record<string, boolean>>;
}

export interface PropertyVerdict {
  /** The number of the property in docs/proof.md. */
  property: number;
  /** What was to be proved, in words. */
  statement: string;
  broken: null | {
    why: string;
    /** The smallest counterexamples; empty when no case can show one. */
    cases: readonly WitnessCase[];
  };
}

/** What a property is proved of. */
export interface ProofContext {
  space: AnswerSpace;
  diagrams: Diagrams;
  encoded: EncodedProtocol;
  protocol: Protocol;
  /** Only whether it is broken is asked for, and no patient. */
  without_patients?: boolean;
}

/** A set of answers that makes a function true, with as few answers as possible; null when it is never true. */
export function smallestAnswers(ground: ProofContext, where: Node): number[] | null {
  return ground.diagrams.cheapest(where, (_, answer) => (answer === 0 ? 0 : 1));
}

/** Findings as the engine holds them. @throws when they cannot be read: the space made an answer that does not exist */
export function readCase(
  protocol: Protocol,
  findings: RawFindings,
  { now }: PatientSetting = UNDATED,
): Findings {
  const reading = readFindings(protocol, findings, now === UNDATED.now ? undefined : now);
  if ("faults" in reading) throw new Error(`unreadable answers from the proof: ${JSON.stringify(findings)}`);
  return reading.findings;
}

export const assessCase = (protocol: Protocol, { findings, setting }: Witness): Assessment =>
  assess(protocol, readCase(protocol, findings, setting), setting);

/** A witness as it is shown: `npm run --silent triage -- --json` reads it as it stands. */
export function shownCase(role: WitnessCase["role"], { findings, setting }: Witness): WitnessCase {
  if (setting.now === UNDATED.now) return { role, findings };
  const site = Object.keys(setting.site).length > 0 ? { site: setting.site } : {};
  return { role, findings, now: new Date(setting.now).toISOString().replace(".000Z", "+00:00"), ...site };
}

/** How many patients are tried for one set of answers, and how many sets, before nothing more is tried. */
const MOST_WITNESSES = 20;
const MOST_SETS = 4;

/** What is to be said of a patient for whom the engine shows that a statement fails. */
export type Broken = NonNullable<PropertyVerdict["broken"]>;

/**
 * A statement that fails for some answers, as the engine shows it: the smallest set of answers of which a real patient
 * can be made, and for which the engine confirms it. Where no such patient is found the statement is not proved, and
 * the answers that the proof could not exclude are given.
 * @param shows whether the engine shows it for this patient, and what to say then
 * @throws where there is no time in it and the engine does not see it: then the proof is not to be trusted
 */
export function brokenBy(
  ground: ProofContext,
  where: Node,
  property: number,
  statement: string,
  shows: (witness: Witness) => Broken | null,
): PropertyVerdict {
  const { diagrams: d, space, protocol } = ground;
  if (where !== NEVER_NODE && ground.without_patients)
    return { property, statement, broken: { why: "it fails for some patient", cases: [] } };
  let left = where;
  let first: Record<string, unknown> | null = null;
  for (let set = 0; set < MOST_SETS; set += 1) {
    const answers = smallestAnswers(ground, left);
    if (!answers) break;
    const matters = d.tested(left, answers);
    first ??= answersInWords(ground, answers, new Set(matters));
    let tried = 0;
    for (const witness of witnessesOf(protocol, space, answers, new Set(matters))) {
      const broken = shows(witness);
      if (broken) return { property, statement, broken };
      tried += 1;
      if (tried >= MOST_WITNESSES) break;
    }
    // a set that no clock can make is left out, and the next smallest is tried
    const same = d.and(...matters.map((variable) => d.of(variable, (at) => at === answers[variable])));
    left = d.and(left, d.not(same));
  }
  if (first === null) return { property, statement, broken: null };
  const why = `no patient was found for answers that the proof does not exclude: ${JSON.stringify(first)}`;
  if (space.facts.length === 0)
    throw new Error(`the proof and the engine disagree about "${statement}": ${why}`);
  return { property, statement, broken: { why, cases: [] } };
}

/** A set of answers in words, for a message. */
export function answersInWords(
  { space }: ProofContext,
  answers: readonly number[],
  matters: ReadonlySet<number>,
): Record<string, unknown> {
  const facts = space.facts.flatMap((fact) => {
    const variable = space.variable(fact.key);
    return matters.has(variable) ? [[fact.key, answers[variable] ?? 0]] : [];
  });
  return { ...space.findings(answers), ...Object.fromEntries(facts) };
}
