/** What is to be asked next in a case. */

import type { CurrentState } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import { leftIn } from "../case/proposal.ts";
import { nearestQuestions } from "../language/nearest-questions.ts";
import type { Protocol } from "../protocol/schema.ts";
import { askingOf, type NextQuestion, nextQuestion } from "../triage/ask.ts";
import { assess } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import { type NextInPanels, nextInPanels } from "../triage/panels.ts";
import { byDanger } from "../triage/urgency.ts";

/** A case in a turn, as far as what is asked next depends on it. */
export interface CaseInTurn {
  readonly protocol: Protocol;
  readonly encounter: Encounter | null;
  readonly open: Encounter;
  readonly current: CurrentState;
  /** Questions that are asked again. */
  readonly again: ReadonlySet<string>;
}

export type Together = Extract<NextInPanels, { kind: "panel" }>;

/** The next question, and those that are asked in one post with it. */
export interface PendingQuestion extends NextQuestion {
  together: Together | null;
  /** It is asked without anybody wanting it: in an emergency only what somebody began is. */
  pushed: boolean;
}

export function findPending(draft: CaseInTurn): PendingQuestion | null {
  const { encounter } = draft;
  if (!encounter || encounter.closed) return null;
  const { protocol, current } = draft;
  const { answers, setting } = current;
  const alone = (id: string | undefined): PendingQuestion | null =>
    id === undefined ? null : single(askingOf(protocol, answers, id, setting), true);
  const reopened = encounter.reopenedQuestion;
  if (reopened && isInProtocol(draft, reopened)) return alone(reopened);
  const doubtful = mostDangerousDoubt(draft);
  if (doubtful) return alone(doubtful);
  const [said] = [...encounter.saidYes.keys()].filter((id) => isInProtocol(draft, id));
  if (said !== undefined) return alone(said);
  const [old] = draft.again;
  return (
    nextToAsk(draft) ??
    alone(old) ??
    (encounter.decision ? single(nextQuestion(protocol, answers, "results", setting), true) : null)
  );
}

const isInProtocol = ({ protocol }: CaseInTurn, id: string): boolean => index(protocol).questions.has(id);

const single = (next: NextQuestion | null, pushed: boolean): PendingQuestion | null =>
  next && { ...next, together: null, pushed };

/** The protocol's next: one by one, or a panel. */
function nextToAsk(draft: CaseInTurn): PendingQuestion | null {
  const { protocol, current, open } = draft;
  const { answers, setting } = current;
  if (open.asks !== "panels") return single(nextQuestion(protocol, answers, "triage", setting), true);
  const next = nextInPanels(protocol, answers, {
    decided: open.decision !== null,
    apart: askedApart(draft),
    setting,
  });
  if (!next) return null;
  const first = next.kind === "one" ? next.question : next.items[0];
  const asking = first && askingOf(protocol, answers, first.id, setting);
  const goesOn = !open.alert?.standing || open.wentOn === open.alert.number;
  const pushed = goesOn || (next.kind === "one" && next.follows);
  return asking ? { ...asking, together: next.kind === "panel" ? next : null, pushed } : null;
}

/** Whether nothing is left that is asked before the first decision. */
export function mayDecide(draft: CaseInTurn): boolean {
  const { protocol, current, open } = draft;
  const { answers, setting } = current;
  return open.asks === "panels"
    ? nextInPanels(protocol, answers, { decided: false, apart: new Set(), setting }) === null
    : nextQuestion(protocol, answers, "triage", setting) === null;
}

/** So many findings may be meant by words that were not read. */
const NEAREST_TO_UNREAD = 4;

/**
 * Questions of which something was said already, so that no shared denial covers them: in doubt, in words that were not
 * read or are not confirmed yet, or that it is there.
 */
export function askedApart({ protocol, open }: CaseInTurn): ReadonlySet<string> {
  const unread = [...open.unread.values()].flatMap(({ words, question }) =>
    question === null ? nearestQuestions(protocol, words, NEAREST_TO_UNREAD).map(({ id }) => id) : [question],
  );
  const waiting = open.proposal ? leftIn(open.proposal).map(({ question }) => question) : [];
  const reopened = open.reopenedQuestion === null ? [] : [open.reopenedQuestion];
  return new Set([...open.doubtful.keys(), ...open.saidYes.keys(), ...unread, ...waiting, ...reopened]);
}

/** Of the findings that are only possible, the one that would be the most dangerous. */
function mostDangerousDoubt({ protocol, current, open }: CaseInTurn): string | null {
  const { findings, setting } = current;
  const [first] = [...open.doubtful.values()]
    .filter(({ question }) => index(protocol).questions.has(question))
    .map(({ question, answer }) => ({
      question,
      urgency: assess(protocol, { ...findings, [question]: answer }, setting).acts_on,
    }))
    .sort((a, b) => byDanger(a.urgency, b.urgency));
  return first?.question ?? null;
}
