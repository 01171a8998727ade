/** What the views of a decision and of an alert are made from: the case as this turn has it now. */
import type { ResultContext } from "../views/advice.ts";
import type { TurnBuilder } from "./turn-builder.ts";

export const resultContextOf = (draft: TurnBuilder): ResultContext => ({
  protocol: draft.protocol,
  encounter: draft.open,
  current: draft.current,
  site: draft.context.site,
  now: draft.context.now,
});
