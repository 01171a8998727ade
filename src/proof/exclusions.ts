/** Properties 10, 11 and 16: what stands on one card together, what is asked for again, and where it stands. */
import { MOST_LINES, NOW_HOURS } from "../protocol/lint/acts.ts";
import type { Recommendation } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import { NEVER_NODE, type Node } from "./diagram.ts";
import { assessCase, brokenBy, type ProofContext, type PropertyVerdict, shownCase } from "./proof.ts";

/** Property 10: of a pair that the protocol declares contradictory, never both. */
export function proveExclusive(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  const where = (id: string): Node => encoded.recommended.get(id) ?? NEVER_NODE;
  return protocol.exclusive.map((pair) => {
    const both = d.and(...pair.map(where));
    return brokenBy(ground, both, 10, `never on one card: ${pair.join(" and ")}`, (witness) => {
      const given = new Set(assessCase(protocol, witness).recommendations.map(({ id }) => id));
      return pair.every((id) => given.has(id))
        ? { why: "both are recommended", cases: [shownCase("case", witness)] }
        : null;
    });
  });
}

/** Property 11: a known result is not asked for again as a new study; what says "repeat" in its id is another one. */
export function proveResults(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  const { questions } = index(protocol);
  return protocol.recommendations.flatMap((recommendation): PropertyVerdict[] => {
    const { id, result } = recommendation;
    const study = result === undefined ? undefined : questions.get(result);
    // a protocol that does not say what is a study knows no moment at which one is known
    if (!study?.study || id.includes("repeat")) return [];
    const again = repeatedBy(ground, recommendation);
    const where = d.and(
      encoded.conditions.isResult(study.id),
      encoded.recommended.get(id) ?? NEVER_NODE,
      d.not(again),
    );
    return [
      brokenBy(ground, where, 11, `${id} is not asked for once ${study.id} is known`, (witness) => {
        const found = assessCase(protocol, witness);
        return found.recommendations.some((one) => one.id === id)
          ? { why: `${study.id} is known`, cases: [shownCase("case", witness)] }
          : null;
      }),
    ];
  });
}

/** Where a disposition beside it says that the study is to be repeated. */
function repeatedBy({ diagrams: d, encoded, protocol }: ProofContext, { id }: Recommendation): Node {
  const name = id.split(".")[1]?.split("_")[0] ?? "";
  const saying = protocol.recommendations.filter((one) => one.id.startsWith(`disposition.repeat_${name}`));
  return d.or(...saying.map((one) => encoded.recommended.get(one.id) ?? NEVER_NODE));
}

/** Property 16: at most five lines of acts, and everything that can be due now on exactly one of them. */
export function proveLines(ground: ProofContext): PropertyVerdict[] {
  const { diagrams: d, encoded, protocol } = ground;
  const { lines } = protocol;
  if (lines.length === 0) return [];
  const count: PropertyVerdict = {
    property: 16,
    statement: `at most ${MOST_LINES} lines of acts are due now`,
    broken: lines.length > MOST_LINES ? { why: `there are ${lines.length}`, cases: [] } : null,
  };
  return [
    count,
    ...protocol.recommendations.flatMap(({ id }): PropertyVerdict[] => {
      const due = d.or(
        ...encoded.wishes
          .filter((wish) => wish.recommendation.id === id && isNow(wish.window))
          .map(({ where }) => d.and(where, encoded.recommended.get(id) ?? NEVER_NODE)),
      );
      const standing = lines.filter(({ acts }) => acts.includes(id)).length;
      if (due === NEVER_NODE || standing === 1)
        return due === NEVER_NODE
          ? []
          : [{ property: 16, statement: `${id} stands on one line`, broken: null }];
      return [
        brokenBy(ground, due, 16, `${id} stands on one line`, (witness) =>
          assessCase(protocol, witness).recommendations.some((one) => one.id === id && isNow(one.window))
            ? { why: `it stands on ${standing}`, cases: [shownCase("case", witness)] }
            : null,
        ),
      ];
    }),
  ];
}

const isNow = (window: { hours?: number; within?: unknown } | null): boolean => {
  if (window === null) return false;
  const { within } = window;
  const hours =
    typeof within === "object" && within !== null && "hours" in within ? Number(within.hours) : window.hours;
  return hours !== undefined && hours <= NOW_HOURS;
};
