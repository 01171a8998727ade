/** Posts what makes a case URGENT the moment it is true, with what to do; the remaining questions continue. */

import { trueRules } from "../triage/rule.ts";
import { isHigher } from "../triage/urgency.ts";
import { supersededView } from "../views/alert.ts";
import { noLongerUrgentView, urgentView } from "../views/urgent.ts";
import { namedHere, recordedInWords } from "./alerting.ts";
import { setDeadlines } from "./due-deadlines.ts";
import { resultContextOf } from "./result-context.ts";
import type { TurnBuilder } from "./turn-builder.ts";

const slotOf = (number: number): string => `urgent:${number}`;

/** The rules that make a case URGENT and are true of it. */
export const urgentRules = ({ protocol, current }: Pick<TurnBuilder, "protocol" | "current">): string[] =>
  trueRules(protocol, current.findings, current.setting).flatMap(({ rule, acts_on }) =>
    acts_on === "URGENT" ? [rule.id] : [],
  );

/** What is recommended because of some of the rules, by id. */
export const recommendedBy = (rules: readonly string[], { assessment }: TurnBuilder["current"]): string[] =>
  assessment.recommendations
    .filter(({ because }) => because.some((rule) => rules.includes(rule)))
    .map(({ id }) => id);

/**
 * Brings what is said of an URGENT case up to what is recorded.
 * @param shown whether this turn says all that is to be done in an alert or a decision anyway
 */
export function updateUrgent(draft: TurnBuilder, shown: boolean): void {
  const { protocol, current, open, context } = draft;
  const urgent = urgentRules({ protocol, current });
  const raised = urgent.filter((rule) => !open.urgent.rules.has(rule));
  const over = [...open.urgent.rules].filter((rule) => !urgent.includes(rule));
  if (raised.length + over.length === 0) return;
  const { number: before, posted } = open.urgent;
  const { acts_on } = current.assessment;
  draft.record({
    type: "urgent",
    rules: urgent,
    posted: !shown && urgent.length > 0,
    ...(raised.length > 0 && { recommended: recommendedBy(raised, current) }),
    ...draft.recordedSetting,
  });
  setDeadlines(draft);
  if (posted) draft.replace(supersededView(draft.open, context.now), slotOf(before));
  if (shown) return;
  const scene = resultContextOf(draft);
  const slot = slotOf(draft.open.urgent.number);
  if (urgent.length > 0)
    draft.post(urgentView(scene, urgent, namedHere(draft, context.site.mention_in_urgent)), slot);
  else if (posted && !isHigher(acts_on, "URGENT"))
    draft.post(noLongerUrgentView(scene, draft.actor, over, recordedInWords(draft)), slot);
}
