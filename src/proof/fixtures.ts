/**
 * Protocols that are broken on purpose, made by a program: each release with one of its guards taken away, a gate with one
 * of its requirements left out, and what an earlier version got wrong. The proof has to notice every one of them.
 */
import { conditionText } from "../protocol/condition.ts";
import type { DerivedFinding, Protocol, Recommendation } from "../protocol/schema.ts";
import { decidesAlikeOn } from "./difference.ts";
import type { PropertyVerdict } from "./proof.ts";
import { changedContextOf, firstBroken, type Grounds } from "./prove.ts";

export interface Fixture {
  /** What was done to it, in words; no two are named alike. */
  name: string;
  protocol: Protocol;
}

export type FixtureOutcome =
  | { by: "property"; verdict: PropertyVerdict }
  /** It says the same to every possible patient: proved, so there is nothing to notice. */
  | { by: "equivalent" }
  | { by: "nobody" };

/** Every fixture of a protocol. @param old the version whose gate and whose line on antibiotics are put back */
export function fixturesOf(protocol: Protocol, old: Protocol | null): Fixture[] {
  return [
    ...(old ? [gateOf(protocol, old), holdingAntibiotics(protocol)].flatMap((one) => one ?? []) : []),
    ...protocol.derived.flatMap((derived) => withoutGuards(protocol, derived)),
    ...protocol.recommendations.flatMap((recommendation) => withoutRequirements(protocol, recommendation)),
  ];
}

/** What becomes of one fixture, on a ground of the protocol that it was made from. */
export function outcomeOfFixture(grounds: Grounds, { protocol }: Fixture): FixtureOutcome {
  const ground = grounds();
  const changed = changedContextOf(ground, protocol);
  const quick = firstBroken(changed, "quick");
  if (quick) return { by: "property", verdict: quick };
  if (changed.space === ground.space && decidesAlikeOn(ground.encoded, changed.encoded))
    return { by: "equivalent" };
  const slow = firstBroken(changed, "slow");
  return slow ? { by: "property", verdict: slow } : { by: "nobody" };
}

function withoutGuards(protocol: Protocol, derived: DerivedFinding): Fixture[] {
  const { id, when, release } = derived;
  if (!release) return [];
  const changed = (name: string, by: Partial<DerivedFinding>): Fixture => ({
    name: `release "${id}" ${name}`,
    protocol: {
      ...protocol,
      derived: protocol.derived.map((one) => (one === derived ? { ...one, ...by } : one)),
    },
  });
  return [
    ...(when.kind === "all" && when.of.length > 1
      ? when.of.map((guard, at) =>
          changed(`without ${conditionText(guard)}`, {
            when: { ...when, of: when.of.filter((_, other) => other !== at) },
          }),
        )
      : []),
    ...(release.answers_within
      ? [changed("with answers of any age", { release: { ...release, answers_within: undefined } })]
      : []),
  ];
}

function withoutRequirements(protocol: Protocol, recommendation: Recommendation): Fixture[] {
  const { id, gate } = recommendation;
  if (!gate || gate.requires.length < 2) return [];
  return gate.requires.map(
    (requirement, at): Fixture => ({
      name: `gate of ${id} without requirement ${at + 1}: "${requirement.say}"`,
      protocol: withRecommendation(protocol, recommendation, {
        gate: { ...gate, requires: gate.requires.filter((_, other) => other !== at) },
      }),
    }),
  );
}

const withRecommendation = (
  protocol: Protocol,
  recommendation: Recommendation,
  by: Partial<Recommendation>,
): Protocol => ({
  ...protocol,
  recommendations: protocol.recommendations.map((one) => (one === recommendation ? { ...one, ...by } : one)),
});

/** The gate as an earlier version had it. */
function gateOf(protocol: Protocol, old: Protocol): Fixture | null {
  const before = old.recommendations.find(({ gate }) => gate?.only_if !== undefined);
  const now = protocol.recommendations.find(({ id }) => id === before?.id);
  if (!before?.gate || !now) return null;
  const named = new Set(protocol.derived.map(({ id }) => id));
  const missing = old.derived.filter(({ id }) => !named.has(id));
  return {
    name: `the gate of ${before.id} as ${old.version} had it`,
    protocol: {
      ...withRecommendation(protocol, now, { gate: before.gate }),
      derived: [...protocol.derived, ...missing],
    },
  };
}

const HELD = "caution.cultures_before_antibiotics";

/** The line that holds antibiotics back, whatever else is there. */
function holdingAntibiotics(protocol: Protocol): Fixture | null {
  if (!protocol.rules.some(({ recommend }) => recommend.some(({ id }) => id === HELD))) return null;
  return {
    name: `${HELD} whatever else is there`,
    protocol: {
      ...protocol,
      rules: protocol.rules.map((rule) => ({
        ...rule,
        recommend: rule.recommend.map((wanted) =>
          wanted.id === HELD ? { ...wanted, if: undefined } : wanted,
        ),
      })),
    },
  };
}
