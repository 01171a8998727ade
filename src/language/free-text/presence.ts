/** Findings and signs stated to be present or absent: "no fever", "Homans positive". */
import type { SpecOf } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import type { AnswerCandidate, LocatedStatement, RawCandidate } from "./finding-statement.ts";
import type { KindReader } from "./kind-reader.ts";

const NO_TOKENS: ReadonlySet<number> = new Set();

export const triReader: KindReader<SpecOf<"tri">> = {
  named: ({ segment: { verdict } }) => ({
    says: { is: "tri", polarity: verdict.polarity, scope: "whole" },
    sure: verdict.sure,
    used: NO_TOKENS,
  }),
  candidates: presenceCandidates,
  withoutRepeats: withoutWordsForNumbers,
};

/** Denied as a whole, none of the signs is present; affirmed as a whole, it does not say which. */
export const signsReader: KindReader<SpecOf<"signs">> = {
  named: ({ segment: { verdict } }) =>
    verdict.polarity === "absent"
      ? { says: { is: "value", raw: "absent" }, sure: verdict.sure, used: NO_TOKENS }
      : null,
};

/** One part that is present makes it present; only the whole denied, or every part of it, makes it plainly absent. */
function presenceCandidates(spec: SpecOf<"tri">, said: readonly LocatedStatement[]): RawCandidate[] {
  const words = said.flatMap(({ says, sure, start, end }) =>
    says.is === "tri" ? [{ ...says, sure, start, end }] : [],
  );
  const present = words.filter(({ polarity }) => polarity === "present");
  const absent = words.filter(({ polarity }) => polarity === "absent");
  const key = ({ scope }: (typeof words)[number]) => JSON.stringify(scope);
  const there = present.find(({ sure }) => sure) ?? present[0];
  if (there) {
    const denial = absent.find(
      (one) =>
        one.scope === "whole" || present.some((other) => other.scope === "whole" || key(other) === key(one)),
    );
    return [candidate("present", there), ...(denial ? [candidate("absent", denial)] : [])];
  }
  const [first] = absent;
  if (!first) return [];
  const denied = absent.find(({ scope, sure }) => scope === "whole" && sure);
  if (denied) return [candidate("absent", denied)];
  const deniedParts = new Set(
    absent.flatMap(({ scope, sure }) =>
      typeof scope === "object" && "part" in scope && sure ? [scope.part] : [],
    ),
  );
  const all = spec.parts.length > 0 && deniedParts.size === spec.parts.length;
  const end = all ? Math.max(...absent.map((one) => one.end)) : first.end;
  return [{ raw: "absent", sure: all, start: first.start, end }];
}

const candidate = (
  raw: "present" | "absent",
  { sure, start, end }: { sure: boolean; start: number; end: number },
): RawCandidate => ({ raw, sure, start, end });

/** A measured value says more than the word next to it. */
function withoutWordsForNumbers(
  { measured }: SpecOf<"tri">,
  _question: Question,
  readings: readonly AnswerCandidate[],
): readonly AnswerCandidate[] {
  if (!measured) return readings;
  const saidValue = ({ answer }: AnswerCandidate) => ("value" in answer ? answer.value : undefined);
  const wordFor = (value: number) => (value >= measured.present_at_least ? "present" : "absent");
  const values = readings.map(saidValue);
  const said = new Set(values.flatMap((value) => (typeof value === "number" ? [wordFor(value)] : [])));
  return readings.filter((reading) => {
    const value = saidValue(reading);
    return value !== "present" && value !== "absent" ? true : !said.has(value);
  });
}
