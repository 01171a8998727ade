import type { OracleResult, Outcome, Released, Urgency } from "./types.ts";

/** Joins the outcomes of all readings: what differs between two careful readers is "not determined". */

function union<T>(lists: T[][]): T[] {
  return [...new Set(lists.flat())];
}

function inAll<T>(sets: Set<T>[]): Set<T> {
  return new Set([...(sets[0] ?? [])].filter((item) => sets.every((set) => set.has(item))));
}

function fingerprint(outcome: Outcome): string {
  const groups = [...outcome.withheld].map(([id, what]) => [id, what.groups.map((group) => group.condition)]);
  return JSON.stringify([
    outcome.urgency,
    outcome.acts_on,
    outcome.could_be,
    outcome.provisional,
    [...outcome.required].sort(),
    [...outcome.not_judged].sort(),
    outcome.one_of,
    groups,
    [...outcome.withheld_not_judged],
    outcome.leads,
  ]);
}

function mergeReleased(id: string, outcomes: Outcome[]): Released {
  const each = outcomes.map((outcome) => outcome.withheld.get(id)).filter((found) => found !== undefined);
  const first = each[0] ?? { groups: [], allowed: new Set<string>() };
  const groups = first.groups
    .filter((group) =>
      each.every((found) => found.groups.some((other) => other.condition === group.condition)),
    )
    .map(({ condition }) => ({
      condition,
      any_of: union(
        each.map((found) => found.groups.find((other) => other.condition === condition)?.any_of ?? []),
      ),
    }));
  return { groups, allowed: new Set(each.flatMap((found) => [...found.allowed])) };
}

export function mergeOutcomes(first: Outcome, others: [string, Outcome][]): OracleResult {
  const shape = fingerprint(first);
  const different = others.filter(([, outcome]) => fingerprint(outcome) !== shape);
  const all = [first, ...different.map(([, outcome]) => outcome)];
  const required = inAll(all.map((outcome) => outcome.required));
  const oneOf = first.one_of.filter((group) =>
    all.every((outcome) => {
      const same = outcome.one_of.some((other) => other.join() === group.join());
      return same || group.some((id) => outcome.required.has(id));
    }),
  );
  const mentioned = union(
    all.map((outcome) => [...outcome.required, ...outcome.not_judged, ...outcome.one_of.flat()]),
  );
  const treatments = union(
    all.map((outcome) => [...outcome.withheld.keys(), ...outcome.withheld_not_judged]),
  );
  const surely = treatments.filter((id) => all.every((outcome) => outcome.withheld.has(id)));
  const leads = all.every((outcome) => outcome.leads === first.leads) ? first.leads : null;
  const levels = (pick: (outcome: Outcome) => Urgency[]): Urgency[] => union(all.map(pick));
  return {
    urgency: levels((outcome) => outcome.urgency),
    acts_on: levels((outcome) => outcome.acts_on),
    could_be: levels((outcome) => outcome.could_be),
    provisional: union(all.map((outcome) => outcome.provisional)),
    recommendations: {
      required,
      not_judged: new Set(mentioned.filter((id) => !required.has(id))),
      one_of: oneOf,
    },
    withheld: {
      required: new Map(surely.map((id) => [id, mergeReleased(id, all)])),
      not_judged: new Set(treatments.filter((id) => !surely.includes(id))),
    },
    leads,
    open_points: different.map(([name]) => name),
  };
}
