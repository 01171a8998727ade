/** What counts now: the accepted answers, and the more dangerous of two that disagree. */

import { readAnswer } from "../answers/read.ts";
import type { Answer } from "../answers/value.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { noLongerApplying } from "../triage/ask.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import type { Setting } from "../triage/evaluate.ts";
import type { Findings } from "../triage/finding.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isMomentQuestion } from "../triage/moment.ts";
import { byDanger, isHigher } from "../triage/urgency.ts";
import { type Encounter, isSameAnswer, type Observation, type QuestionRecord } from "./encounter.ts";

export interface CurrentState {
  /** What the engine scores. */
  findings: Findings;
  /** Everything that was answered, scored or not: none of it is asked again. */
  answers: Findings;
  assessment: Assessment;
  /** Questions whose answers no longer apply: kept and shown, but not scored. */
  retracted: readonly string[];
  /** The moment and the site's switches that it is read at. */
  setting: Setting;
}

/** A case as it was left: at the moment of its last event, at a site that signed nothing on. */
export const asLastLeft = ({ events, opened }: Encounter): Setting => ({
  now: events.at(-1)?.at ?? opened.at,
  site: {},
});

/**
 * Reads a case at a moment. Each answer counts from the moment at which it was given, so that time alone can change
 * what a protocol makes of it, where that protocol knows ages.
 */
export function currentState(protocol: Protocol, encounter: Encounter, setting: Setting): CurrentState {
  const { questions } = index(protocol);
  let findings: Record<string, Answer> = {};
  const disputed: Dispute[] = [];
  for (const [id, record] of encounter.records) {
    const question = questions.get(id);
    if (!question) continue; // of another version of the protocol
    const standing = encounter.protocolChanged
      ? movedAnswer(question, record.accepted)
      : record.accepted.answer;
    if (standing === null) continue;
    findings[id] = dated(record, record.accepted, standing);
    if (record.conflictingAnswers.length > 0) disputed.push({ id, answers: distinct(record) });
  }
  for (const together of groupsOf(disputed)) findings = worst(protocol, waysOf(findings, together), setting);
  const answers = findings;
  let assessment = assess(protocol, findings, setting);
  const retracted: string[] = [];
  for (const question of noLongerApplying(protocol, findings, assessment, setting)) {
    if (protocol.sections.find(({ id }) => id === question.section)?.phase === "results") continue;
    const { [question.id]: _left, ...rest } = findings;
    const without = assess(protocol, rest as Findings, setting);
    // an answer that still carries danger is never put aside because its question would not be asked today
    if (isHigher(assessment.acts_on, without.acts_on) || isHigher(assessment.urgency, without.urgency))
      continue;
    findings = rest as Record<string, Answer>;
    assessment = without;
    retracted.push(question.id);
  }
  return { findings, answers, assessment: withUnread(protocol, encounter, assessment), retracted, setting };
}

/** Whether anything is decided, or a finding makes the case something by itself; else it may be anything. */
export const isAssessed = ({ decision }: Encounter, { urgency }: Assessment): boolean =>
  decision !== null || urgency !== null;

/** While some words are unread, anything may be in them: the result is provisional, and never a reassurance. */
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

/** An answer with the moment at which it was given, and since when it has been the same. */
function dated({ history }: QuestionRecord, said: Observation, answer = said.answer): Answer {
  const { at } = said;
  const differs = history.findLastIndex((one) => !isSameAnswer(one.answer, said.answer));
  const first = history[differs + 1]?.at ?? at;
  return { ...answer, at: momentOf(at), ...(first < at && { since: momentOf(first) }) };
}

const momentOf = (at: number) => ({ earliest: at, latest: at });

/**
 * An answer of a case that was moved, as the present version of its question reads it; null when it does not fit. What
 * was said to be some hours ago counts back from when it was said.
 */
function movedAnswer(question: Question, { answer, at }: Observation): Answer | null {
  const raw = rawAnswerOf(answer);
  const hours = isMomentQuestion(question) && typeof raw === "number";
  const reading = hours
    ? readAnswer(question, Number.isInteger(raw) ? { value: raw, exact: "hour" } : raw, at)
    : readAnswer(question, raw);
  return "faults" in reading ? null : reading.answer;
}

/** A canonical answer, to be read again under another version of its question. */
const rawAnswerOf = (answer: Answer): unknown => ("unknown" in answer ? answer.unknown : answer.value);

/** A question with conflicting answers. */
interface Dispute {
  id: string;
  answers: readonly Answer[];
}

const distinct = (record: QuestionRecord): Answer[] => [
  ...new Map(
    [record.accepted, ...record.conflictingAnswers].map((one) => [
      JSON.stringify(one.answer),
      dated(record, one),
    ]),
  ).values(),
];

/** How many combinations of disputed answers are weighed at once. */
const MOST_WAYS = 256;

/** Disputes are weighed together, because two answers may be dangerous only in combination. */
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
function worst(
  protocol: Protocol,
  ways: readonly Record<string, Answer>[],
  setting: Setting,
): Record<string, Answer> {
  const [first = {}] = ways
    .map((findings) => ({ findings, result: assess(protocol, findings, setting) }))
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
