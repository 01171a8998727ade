/** Which patients a change of a protocol affects: one case under both versions, and whether a fall is signed for. */
import type { Protocol, Rule, SignOff, Urgency } from "../protocol/schema.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import { UNDATED } from "../triage/evaluate.ts";
import { readFindings } from "../triage/finding.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { leadingDisposition } from "./patient-case.ts";
import type { RawFindings } from "./proof.ts";

/** What a reader acts on. */
export interface DecisionSummary {
  urgency: Urgency | null;
  acts_on: Urgency;
  imaging: readonly string[];
  disposition: string | null;
}

/** A case with a different result. */
export interface AffectedCase {
  name: string;
  before: DecisionSummary;
  after: DecisionSummary;
  /** Less urgent than before: somebody has to sign for it. */
  falls: boolean;
  signed: SignOff | null;
}

const decisionSummaryOf = (found: Assessment): DecisionSummary => ({
  urgency: found.urgency,
  acts_on: found.acts_on,
  imaging: found.recommendations.filter(({ kind }) => kind === "imaging").map(({ id }) => id),
  disposition: leadingDisposition(found) ?? null,
});

/** One case under both protocols; null when it comes out the same. */
export function affectedBy(
  name: string,
  before: Assessment,
  after: Assessment,
  old: Protocol,
  new_: Protocol,
): AffectedCase | null {
  const [was, is] = [decisionSummaryOf(before), decisionSummaryOf(after)];
  const order = ({ imaging, ...rest }: DecisionSummary) =>
    JSON.stringify({ ...rest, imaging: [...imaging].sort() });
  if (order(was) === order(is)) return null;
  const falls = isHigher(was.acts_on, is.acts_on) || isHigher(was.urgency, is.urgency);
  const signed = falls
    ? (signoffsOf(new_).find(
        ({ lowers }) =>
          lowers === name ||
          (before.rules.true.includes(lowers) &&
            (!after.rules.true.includes(lowers) || lowersUrgency(lowers, old, new_))),
      ) ?? null)
    : null;
  return { name, before: was, after: is, falls, signed };
}

/** A case given as raw findings; says which protocol cannot read it. */
export function affectedCase(
  name: string,
  findings: RawFindings,
  old: Protocol,
  new_: Protocol,
): AffectedCase | { unreadable: "old" | "new" } | null {
  // one moment for both: everything was answered and assessed then
  const { now } = UNDATED;
  const [before, after] = [readFindings(old, findings, now), readFindings(new_, findings, now)];
  if ("faults" in before) return { unreadable: "old" };
  if ("faults" in after) return { unreadable: "new" };
  return affectedBy(name, assess(old, before.findings), assess(new_, after.findings), old, new_);
}

/** The sign-offs for the protocol's present version; those of earlier versions were for earlier falls. */
export const signoffsOf = ({ signoffs, version }: Protocol): SignOff[] =>
  signoffs.filter((one) => one.version === version);

/** Safety properties of the old protocol that the new one drops or changes without a signature. */
export function droppedPromises(old: Protocol, new_: Protocol): string[] {
  const kept = new Map(new_.promises.map((one) => [one.id, JSON.stringify(one)]));
  const signed = signoffsOf(new_).map(({ lowers }) => lowers);
  return old.promises
    .filter((one) => kept.get(one.id) !== JSON.stringify(one) && !signed.includes(one.id))
    .map(({ id }) => id);
}

/** Whether a rule itself claims a different urgency than before. */
function lowersUrgency(id: string, old: Protocol, new_: Protocol): boolean {
  const claim = (rule: Rule | undefined) => JSON.stringify([rule?.urgency, rule?.raised, rule?.acts_on]);
  return claim(index(old).rules.get(id)) !== claim(index(new_).rules.get(id));
}
