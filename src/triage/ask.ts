/** Which question comes next: in the protocol's order, leaving out nothing that could still raise the urgency. */
import type { Condition } from "../protocol/condition.ts";
import type { Protocol, Question, Section } from "../protocol/schema.ts";
import { type Assessment, assess } from "./assess.ts";
import { couldRaise } from "./could-raise.ts";
import { Evaluation, type Setting } from "./evaluate.ts";
import type { Findings } from "./finding.ts";
import { index } from "./index-of-protocol.ts";

/** A question, and its position among those of its section that apply now. */
export interface NextQuestion {
  question: Question;
  section: Section;
  position: number;
  total: number;
}

/**
 * The next question without an answer of any kind (a "not assessed" is an answer), or null when all have one.
 * @param phase "results" asks for results instead: those whose study was recommended
 */
export function nextQuestion(
  protocol: Protocol,
  findings: Findings,
  phase: Section["phase"] = "triage",
  setting?: Setting,
): NextQuestion | null {
  const applying = applicable(protocol, findings, phase, setting);
  const next = applying.find((question) => findings[question.id] === undefined);
  return next ? askingAt(protocol, applying, next) : null;
}

/** The position of one question, for a question that is asked again or out of order. */
export function askingOf(
  protocol: Protocol,
  findings: Findings,
  questionId: string,
  setting?: Setting,
): NextQuestion | null {
  const question = index(protocol).questions.get(questionId);
  if (!question) return null;
  const applying = applicable(protocol, findings, sectionOf(protocol, question)?.phase, setting);
  return askingAt(protocol, applying.includes(question) ? applying : [...applying, question], question);
}

function askingAt(
  protocol: Protocol,
  applying: readonly Question[],
  question: Question,
): NextQuestion | null {
  const section = sectionOf(protocol, question);
  if (!section) return null; // the linter refuses a question of an unknown section
  const peers = applying.filter((each) => each.section === section.id);
  return { question, section, position: peers.indexOf(question) + 1, total: peers.length };
}

/** Cached by findings: a turn asks for the same ones several times. */
const applicableCache = new WeakMap<Protocol, WeakMap<Findings, Map<string, readonly Question[]>>>();

const sectionOf = (protocol: Protocol, question: Question): Section | undefined =>
  protocol.sections.find(({ id }) => id === question.section);

/**
 * The questions that apply now, in order. A question whose condition is not met still applies when its answer
 * alone could raise the urgency: skip logic never hides a danger. The findings must not be changed afterwards.
 */
export function applicable(
  protocol: Protocol,
  findings: Findings,
  phase: Section["phase"] = "triage",
  setting?: Setting,
): readonly Question[] {
  const ofProtocol =
    applicableCache.get(protocol) ?? new WeakMap<Findings, Map<string, readonly Question[]>>();
  applicableCache.set(protocol, ofProtocol);
  const ofFindings = ofProtocol.get(findings) ?? new Map<string, readonly Question[]>();
  ofProtocol.set(findings, ofFindings);
  const key = setting ? `${phase} ${setting.now} ${JSON.stringify(setting.site)}` : phase;
  const applying = ofFindings.get(key) ?? findApplicable(protocol, findings, phase, setting);
  ofFindings.set(key, applying);
  return applying;
}

function findApplicable(
  protocol: Protocol,
  findings: Findings,
  phase: Section["phase"],
  setting: Setting | undefined,
): Question[] {
  const assessment = assess(protocol, findings, setting);
  const evaluation = afterRules(protocol, findings, assessment, setting);
  const isTrue = (condition: Condition | undefined) =>
    condition !== undefined && evaluation.truth(condition) === true;
  const applies = (question: Question): boolean => {
    const { id, needs, asked_unless_absent, ask_when } = question;
    if (findings[id] !== undefined) return true;
    if (needs !== undefined && findings[needs] === undefined) return false;
    if (asked_unless_absent && evaluation.truth(asked_unless_absent) === false) return false;
    if (ask_when === undefined || isTrue(ask_when)) return true;
    return phase === "triage" && couldRaise(protocol, findings, question, assessment.urgency, setting);
  };
  const sections = protocol.sections.filter((section) => section.phase === phase);
  const applying = sections.flatMap(({ id }) =>
    protocol.questions.filter((question) => question.section === id && applies(question)),
  );
  const first = applying.filter(({ first_when }) => isTrue(first_when));
  return [...first, ...applying.filter((question) => !first.includes(question))];
}

/**
 * Answered questions that would not be asked today, in the order of asking: their condition is no longer met, and
 * without the answer they could raise nothing. A question asked for safety counts once it is answered.
 */
export function noLongerApplying(
  protocol: Protocol,
  findings: Findings,
  assessment: Assessment,
  setting?: Setting,
): Question[] {
  const evaluation = afterRules(protocol, findings, assessment, setting);
  return protocol.questions.filter((question) => {
    const { id, ask_when } = question;
    if (findings[id] === undefined || !ask_when || evaluation.truth(ask_when) !== false) return false;
    const { [id]: _left, ...rest } = findings;
    return !couldRaise(protocol, rest, question, assess(protocol, rest, setting).urgency, setting);
  });
}

/** Conditions about what is recommended, read after all rules. */
export function afterRules(
  protocol: Protocol,
  findings: Findings,
  assessment: Assessment,
  setting?: Setting,
): Evaluation {
  const evaluation = new Evaluation(protocol, findings, setting);
  const note = (id: string, because: readonly string[]) => {
    for (const rule of because) evaluation.noteRecommended(id, rule, true);
  };
  for (const { id, replaces, because } of assessment.recommendations) {
    note(id, because);
    if (replaces) note(replaces, because);
  }
  for (const { id, because } of assessment.withheld) note(id, because);
  return evaluation;
}
