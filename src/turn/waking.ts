/** What time alone does to a case: when it next changes something, and what is posted when it has. */

import { knowsTime } from "../triage/moment.ts";
import { nextChange } from "../triage/next-change.ts";
import { emergentRules } from "./alerting.ts";
import { decide } from "./deciding.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Names the reminder of a case that is there for time alone. */
export const WAKE = "time";

/** Whether time has overtaken what the record last said: the decision, or the alert that counts. */
function isOvertaken(draft: TurnBuilder): boolean {
  const { decision, alerted } = draft.open;
  const { assessment } = draft.current;
  if (decision && JSON.stringify(decision.assessment) !== JSON.stringify(assessment)) return true;
  const emergent = emergentRules(draft);
  return emergent.length !== alerted.size || emergent.some((rule) => !alerted.has(rule));
}

/**
 * Decides anew where time has overtaken the record: at the end of any turn, so that none leaves a decision behind that
 * no longer holds. When the case wakes for it, what has grown too old is asked again, too.
 */
export function keepUpWithTime(draft: TurnBuilder, wakes: boolean): void {
  const { encounter } = draft;
  if (!encounter || encounter.closed || !knowsTime(draft.protocol)) return;
  if (isOvertaken(draft)) decide(draft);
  else if (wakes) draft.askNext(false);
}

/** When time alone next changes something; null where nothing does, undefined under a protocol that knows no time. */
export function wakesAt(draft: TurnBuilder): number | null | undefined {
  if (!draft.encounter || !knowsTime(draft.protocol)) return undefined;
  if (draft.encounter.closed) return null;
  const { findings, setting } = draft.current;
  return nextChange(draft.protocol, findings, setting.now, setting.site)?.at ?? null;
}
