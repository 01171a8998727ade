/** Lengths by level and side: "R calf 41 vs 37", "calves 41 (R) / 37 (L) cm", "L thigh 52 cm R thigh 50 cm". */

import type { CircumferencesSpec } from "../../answers/circumferences.ts";
import { unitSpellings } from "../../answers/quantity.ts";
import { SIDES } from "../../protocol/terms.ts";
import { typed } from "../input-hints.ts";
import { type AnnotatedTokens, cuesAt } from "./annotate-tokens.ts";
import { chunksOf, pair, sidesIn, unreadTokenIn } from "./chunks.ts";
import type { ValueScan } from "./finding-statement.ts";
import type { KindReader, ValueContext } from "./kind-reader.ts";
import { tokenRange } from "./tokens.ts";

interface LengthAt {
  at: number;
  to: number;
  number: string;
  unit: string;
}

export const lengthsReader: KindReader<CircumferencesSpec> = { values: lengthsIn };

function lengthsIn({ spotted, question, spec, elsewhere }: ValueContext<CircumferencesSpec>): ValueScan {
  const scan: ValueScan = { said: [], taken: new Set() };
  let level: string | undefined;
  for (const { from, to } of chunksOf(spotted)) {
    const mentions = spotted.mentions.filter((mention) => mention.from >= from && mention.from < to);
    const levels = mentions.flatMap((mention) =>
      mention.means.flatMap((meaning) => (meaning.is === "level" ? [{ level: meaning.level, mention }] : [])),
    );
    const named = mentions.filter((mention) => mention.means.some((one) => one.question === question));
    const used = new Set<number>();
    const lengths = lengthsAt(spotted, from, to, spec, used, elsewhere);
    if (mentions.length > named.length && levels.length === 0) level = undefined;
    level = levels[0]?.level ?? (named.length > 0 ? (level ?? spec.levels[0]?.id) : level);
    const sides = sidesIn(spotted, from, to);
    for (const { at, to: end } of lengths) for (let one = at; one < end; one += 1) used.add(one);
    // a piece without a level continues the one before it only when it is nothing but a side and a length
    const goesOn =
      mentions.length === 0 &&
      lengths.length > 0 &&
      sides.length > 0 &&
      unreadTokenIn(spotted, from, to, used) === 0;
    if (level === undefined || lengths.length === 0 || (named.length === 0 && !goesOn)) continue;
    if (new Set(levels.map((one) => one.level)).size > 1) continue;
    for (const mention of named) used.add(mention.from);
    for (const { at } of sides) used.add(at);
    const behind = tokenRange({ from, to }).find(
      (at) => unitsOf(spec).has(spotted.tokens[at]?.word ?? "") && !used.has(at),
    );
    if (behind !== undefined) used.add(behind);
    for (let at = from; at < to; at += 1)
      if (cuesAt(spotted, at, "versus") || ["/", "<", ">", "-"].includes(spotted.tokens[at]?.word ?? ""))
        used.add(at);
    for (const at of used) scan.taken.add(at);
    const said = { question, from: Math.min(...used), to: Math.max(...used) + 1 };
    const refuse = (why: string) =>
      scan.said.push({ ...said, says: { is: "fault", fault: `${why}: ${typed(spec)}` }, sure: true });
    const bigger = tokenRange({ from, to }).some((at) => cuesAt(spotted, at, "bigger"));
    if (bigger) {
      refuse("both lengths are needed, not their difference");
      continue;
    }
    const foreign = mentions.some((mention) => !named.includes(mention));
    const sure = !foreign && unreadTokenIn(spotted, from, to, used) === 0;
    const unit = lengths.find((one) => one.unit !== "")?.unit ?? spotted.tokens[behind ?? -1]?.word ?? "";
    const withUnit = ({ number, unit: own }: LengthAt) => `${number} ${own || unit}`.trim();
    const [first, second] = lengths;
    if (!first || lengths.length > 2) continue;
    let cells: Record<string, string> | null = null;
    let guessed = false;
    if (!second) {
      const [side] = sides;
      if (!side || sides.length > 1) {
        refuse("the other side is needed");
        continue;
      }
      cells = side.side === "both" ? null : { [side.side]: withUnit(first) };
    } else {
      const paired = pairOf(lengths, sides);
      if (paired && paired !== "guess")
        cells = { [paired[0]]: withUnit(first), [paired[1]]: withUnit(second) };
      else if (paired === "guess") {
        guessed = true;
        const [left, right] = SIDES;
        cells = { [left]: withUnit(first), [right]: withUnit(second) };
      }
    }
    if (cells)
      scan.said.push({ ...said, says: { is: "cells", raw: { [level]: cells } }, sure: sure && !guessed });
  }
  return scan;
}

const isSideAlone = (side: string | undefined): boolean => side === "left" || side === "right";

const unitsOf = (spec: CircumferencesSpec): ReadonlySet<string> =>
  new Set(unitSpellings(spec).map((unit) => unit.toLowerCase()));

/** The sides of two lengths; "R calf 41 vs 37" implies the other; without any, left comes first by convention. */
function pairOf(
  [first, second]: readonly LengthAt[],
  sides: ReturnType<typeof sidesIn>,
): readonly ["left" | "right", "left" | "right"] | "guess" | null {
  if (!first || !second) return null;
  const [only] = sides;
  if (sides.every(({ side }) => side === "both")) return "guess";
  if (sides.length === 1 && only && only.side !== "both") {
    if (only.at > second.at) return null;
    return [only.side, only.side === "left" ? "right" : "left"];
  }
  const paired = pair([first.at, second.at], sides);
  const [a, b] = paired ?? [];
  if (!a || !b || a === "both" || b === "both" || a === b) return null;
  return [a, b];
}

function lengthsAt(
  { words, tokens, timeAt, mentionAt }: AnnotatedTokens,
  from: number,
  to: number,
  spec: CircumferencesSpec,
  used: Set<number>,
  elsewhere: ReadonlySet<number>,
): LengthAt[] {
  const units = unitsOf(spec);
  const lengths: LengthAt[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (
      token?.kind !== "number" ||
      mentionAt[at] ||
      elsewhere.has(at) ||
      (timeAt[at] && timeAt[at]?.is !== "bare")
    )
      continue;
    const next = tokens[at + 1];
    const unit = next && units.has(next.word) ? next.word : "";
    const end = at + 1 + (unit ? 1 : 0);
    if (words.quantities.level.has(tokens[end]?.word ?? "")) {
      // "10 cm below the tibial tuberosity": all up to the next side or number
      let skip = end + 1;
      let passed = 0;
      while (
        skip < to &&
        passed < 4 &&
        tokens[skip]?.kind === "word" &&
        !isSideAlone(words.sidesInside.get(tokens[skip]?.word ?? ""))
      ) {
        skip += 1;
        passed += 1;
      }
      for (let one = at; one < skip; one += 1) used.add(one);
      at = skip - 1;
      continue;
    }
    lengths.push({ at, to: end, number: token.word, unit });
    at = end - 1;
  }
  return lengths;
}
