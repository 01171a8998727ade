/** What counts now: the standing answers, and the worse of two that disagree. */

import { readAnswer } from "../answers/read.ts";
import type { Answer } from "../answers/value.ts";
import type { Protocol } from "../protocol/schema.ts";
import { noLongerApplying } from "../triage/ask.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import type { Findings } from "../triage/finding.ts";
import { index } from "../triage/index-of-protocol.ts";
import { byDanger, isHigher } from "../triage/urgency.ts";
import type { Encounter, QuestionRecord } from "./encounter.ts";

export interface CurrentState {
  /** What the engine scores. */
  findings: Findings;
  /** Everything that was answered, scored or not: nothing in it is asked again. */
  answers: Findings;
  assessment: Assessment;
  /** Questions whose answers no longer apply: kept and shown, not scored. */
  retracted: readonly string[];
}

/**
 * Reads a case. Time since the injection stays as it was recorded: urgency never changes by itself, only by
 * something that a person recorded.
 */
export function currentState(protocol: Protocol, encounter: Encounter): CurrentState {
  const { questions } = index(protocol);
  let findings: Record<string, Answer> = {};
  const disputed: Dispute[] = [];
  for (const [id, record] of encounter.records) {
    const question = questions.get(id);
    if (!question) continue; // of another version of the protocol
    if (encounter.protocolChanged && "faults" in readAnswer(question, rawAnswerOf(record.accepted.answer)))
      continue;
    findings[id] = record.accepted.answer;
    if (record.conflictingAnswers.length > 0) disputed.push({ id, answers: distinct(record) });
  }
  for (const together of groupsOf(disputed)) findings = worst(protocol, waysOf(findings, together));
  const answers = findings;
  let assessment = assess(protocol, findings);
  const retracted: string[] = [];
  for (const question of noLongerApplying(protocol, findings, assessment)) {
    if (protocol.sections.find(({ id }) => id === question.section)?.phase === "results") continue;
    const { [question.id]: _left, ...rest } = findings;
    const without = assess(protocol, rest as Findings);
    // an answer that still carries danger is never put aside because its question would not be asked today
    if (isHigher(assessment.acts_on, without.acts_on) || isHigher(assessment.urgency, without.urgency))
      continue;
    findings = rest as Record<string, Answer>;
    assessment = without;
    retracted.push(question.id);
  }
  return { findings, answers, assessment: withUnread(protocol, encounter, assessment), retracted };
}

/** Whether anything is decided, or a finding makes the case something by itself; else it may be anything. */
export const isAssessed = ({ decision }: Encounter, { urgency }: Assessment): boolean =>
  decision !== null || urgency !== null;

/** While words stand that nobody has read, anything may be in them: it is provisional, and never a reassurance. */
function withUnread(protocol: Protocol, { unread }: Encounter, assessment: Assessment): Assessment {
  const { urgency, acts_on } = assessment;
  if (unread.size === 0 || urgency === "EMERGENT") return assessment;
  const { floor } = protocol.provisional;
  return {
    ...assessment,
    could_be: "EMERGENT",
    acts_on: isHigher(acts_on, floor) ? acts_on : floor,
    provisional: true,
  };
}

/** A canonical answer, to be read again under another version of its question. */
const rawAnswerOf = (answer: Answer): unknown => ("unknown" in answer ? answer.unknown : answer.value);

/** A question with two answers or more. */
interface Dispute {
  id: string;
  answers: readonly Answer[];
}

const distinct = ({ accepted, conflictingAnswers }: QuestionRecord): Answer[] => [
  ...new Map(
    [accepted, ...conflictingAnswers].map(({ answer }) => [JSON.stringify(answer), answer]),
  ).values(),
];

/** So many combinations of disputed answers are weighed at once. */
const MOST_WAYS = 256;

/** Disputes are weighed together, because two answers may be dangerous only side by side. */
function groupsOf(disputed: readonly Dispute[]): Dispute[][] {
  const groups: Dispute[][] = [];
  let ways = MOST_WAYS;
  for (const dispute of disputed) {
    ways *= dispute.answers.length;
    const group = groups.at(-1);
    if (group && ways <= MOST_WAYS) group.push(dispute);
    else {
      groups.push([dispute]);
      ways = dispute.answers.length;
    }
  }
  return groups;
}

const waysOf = (
  findings: Record<string, Answer>,
  disputes: readonly Dispute[],
): readonly Record<string, Answer>[] =>
  disputes.reduce<readonly Record<string, Answer>[]>(
    (ways, { id, answers }) => ways.flatMap((way) => answers.map((answer) => ({ ...way, [id]: answer }))),
    [findings],
  );

/** The most dangerous of these; of equals the first, which has the standing answers. */
function worst(protocol: Protocol, ways: readonly Record<string, Answer>[]): Record<string, Answer> {
  const [first = {}] = ways
    .map((findings) => ({ findings, result: assess(protocol, findings) }))
    .sort(
      (a, b) =>
        byDanger(a.result.acts_on, b.result.acts_on) ||
        byDanger(a.result.urgency, b.result.urgency) ||
        byDanger(a.result.could_be, b.result.could_be) ||
        b.result.rules.true.length - a.result.rules.true.length,
    )
    .map(({ findings }) => findings);
  return first;
}
