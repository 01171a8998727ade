/** Choices with their name: "MRI shows epidural haematoma", "pulses reduced on left", "both legs swollen". */

import type { ChoiceSpec } from "../../answers/choice.ts";
import type { Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { typed } from "../input-hints.ts";
import { type AnnotatedTokens, cuesAt, isUnknown, type Mention } from "./annotate-tokens.ts";
import { pair, sidesIn } from "./chunks.ts";
import type { Segment } from "./evidence.ts";
import type { AnswerCandidate } from "./finding-statement.ts";
import type { KindReader, NamedContext, NamedStatement } from "./kind-reader.ts";
import { isSided, type Lexicon } from "./lexicon.ts";
import { tokenRange } from "./tokens.ts";

interface OptionAt {
  at: number;
  to: number;
  option: string;
}

/** The option that means "not there at all": a denied name means it. */
const noneOf = (spec: ChoiceSpec): string | undefined => (spec.absent === "none" ? "none" : undefined);

export const choiceReader: KindReader<ChoiceSpec> = {
  named: choiceIn,
  opens: ({ is }) => is === "name",
  goesOn: ({ by_side }) => by_side,
  valueTokens: optionTokens,
  withoutRepeats: joinedSides,
  // an option that was not named in one place may be in another
  forgivesFaults: true,
};

function choiceIn(context: NamedContext<ChoiceSpec>): NamedStatement | null {
  const { lexicon, spotted, segment, question, spec, mention } = context;
  if (isSided(question)) return mention ? sidedChoice(spotted, segment, question, spec, mention) : null;
  const used = new Set<number>();
  const options = optionsIn(lexicon, spotted, segment, question, mention);
  for (const { at, to } of options) for (let one = at; one < to; one += 1) used.add(one);
  const denied =
    segment.verdict.polarity === "absent" ||
    tokenRange(segment).some(
      (at) => !used.has(at) && spotted.cueBegins[at] === true && cuesAt(spotted, at, "deny"),
    );
  if (options.length === 0) {
    if (!mention) return null;
    if (denied) {
      const option = noneOf(spec) ?? absentOption(lexicon, question);
      return option
        ? choicesBySide(spotted, segment, spec, [{ at: mention.to, to: mention.to, option }], used)
        : null;
    }
    return noneOf(spec)
      ? { says: { is: "fault", fault: `which kind: ${typed(spec)}` }, sure: true, used }
      : null;
  }
  // "not reduced" may be anything else
  if (denied) return null;
  // "MRI hip negative": a word that is not known may say what else was negative
  const calm = options.some(({ option }) => option === spec.absent || CALM_OPTIONS.has(option));
  if (calm && tokenRange(segment).some((at) => !used.has(at) && isUnknown(spotted, at))) return null;
  const said = choicesBySide(spotted, segment, spec, options, used);
  const weak = mention !== null && lexicon.weak.get(question.id)?.has(mention.phrase) === true;
  const others = segment.mentions.some(({ means }) => !means.some((one) => one.question === question));
  return said && { ...said, sure: said.sure && !(calm && (weak || others)) };
}

/** Options that reassure where none means "not there". */
const CALM_OPTIONS: ReadonlySet<string> = new Set(["negative", "normal", "none"]);

/** "no pulses" is "pulses absent", where there is such an option. */
function absentOption(lexicon: Lexicon, question: Question): string | undefined {
  const book = lexicon.options.get(question.id);
  return book?.at(ABSENT, 0)?.means[0];
}
const ABSENT = [{ kind: "word", word: "absent", raw: "absent", start: 0, end: 6, glued: false }] as const;

/** The words of a piece that name an option, and the angle with it. */
function optionTokens({
  lexicon,
  spotted,
  segment,
  question,
  spec,
  mention,
}: NamedContext<ChoiceSpec>): number[] {
  if (isSided(question)) return [];
  const options = optionsIn(lexicon, spotted, segment, question, mention);
  const words = options.flatMap(({ at, to }) => tokenRange({ from: at, to }));
  if (options.length === 0 || !spec.degrees) return words;
  const angle = tokenRange(segment).filter(
    (at) => spotted.tokens[at]?.kind === "number" || spotted.tokens[at]?.word === "°",
  );
  return [...words, ...angle];
}

/** Left and right said separately are both. */
function joinedSides(
  _spec: ChoiceSpec,
  question: Question,
  readings: readonly AnswerCandidate[],
): readonly AnswerCandidate[] {
  const [first, second, ...more] = readings;
  if (!first || !second || more.length > 0 || !isSided(question)) return readings;
  const named = readings.map(({ answer }) => ("value" in answer ? answer.value : undefined));
  if (!SIDES.every((side) => named.includes(side))) return readings;
  return [
    {
      answer: { value: "both" },
      sure: first.sure && second.sure,
      start: Math.min(first.start, second.start),
      end: Math.max(first.end, second.end),
    },
  ];
}

function optionsIn(
  lexicon: Lexicon,
  spotted: AnnotatedTokens,
  { from, to }: Pick<Segment, "from" | "to">,
  question: Question,
  mention: Mention | null,
): OptionAt[] {
  const book = lexicon.options.get(question.id);
  const options: OptionAt[] = [];
  if (!book) return options;
  const tokens = spotted.tokens.slice(0, to);
  for (let at = from; at < to; at += 1) {
    if (mention && spotted.mentionAt[at] === mention) continue;
    const found = book.at(tokens, at, spotted.words.mayStandInOption);
    const [option] = found?.means ?? [];
    if (!found || option === undefined) continue;
    options.push({ at, to: found.to, option });
    at = found.to - 1;
  }
  return options;
}

function choicesBySide(
  spotted: AnnotatedTokens,
  { from, to, verdict }: Segment,
  spec: ChoiceSpec,
  options: readonly OptionAt[],
  used: Set<number>,
): NamedStatement | null {
  const distinct = new Set(options.map(({ option }) => option));
  const sides = sidesIn(spotted, from, to);
  for (const { at } of sides) used.add(at);
  const degrees = spec.degrees ? degreesIn(spotted, from, to, used) : [];
  const sure = verdict.sure;
  if (!spec.by_side) {
    const [option] = distinct;
    if (distinct.size !== 1 || option === undefined) return null;
    const calm = option === spec.absent || CALM_OPTIONS.has(option);
    // "doppler neg R, L pending"
    const elsewhere = sidesIn(spotted, 0, spotted.tokens.length).map(({ side }) => side);
    const partial =
      calm && sides.some(({ side }) => side !== "both" && elsewhere.some((other) => other !== side));
    return { says: { is: "value", raw: option }, sure: sure && !partial, used };
  }
  const values = distinct.size === 1 && options[0] ? [options[0]] : options;
  if (values.length === 1 && sides.length <= 1) {
    const side = sides[0]?.side;
    const [value] = values;
    if (!value) return null;
    if (degrees.length > 1 || (degrees.length === 1 && (side === undefined || side === "both"))) return null;
    if (side === undefined || side === "both")
      return { says: { is: "value", raw: value.option }, sure, used };
    const angle = degrees[0] === undefined ? {} : { [`${side}_degrees`]: degrees[0] };
    return { says: { is: "cells", raw: { [side]: value.option, ...angle } }, sure, used };
  }
  const paired = pair(
    values.map(({ at }) => at),
    sides,
  );
  if (!paired || degrees.length > 0) return null;
  const cells: Record<string, string> = {};
  for (const [place, { option }] of values.entries()) {
    const side = paired[place];
    if (side === undefined || side === "both" || cells[side] !== undefined) return null;
    cells[side] = option;
  }
  return { says: { is: "cells", raw: cells }, sure, used };
}

function degreesIn(
  { words, tokens, timeAt }: AnnotatedTokens,
  from: number,
  to: number,
  used: Set<number>,
): number[] {
  const degrees: number[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "number" || timeAt[at]) continue;
    const next = tokens[at + 1]?.word ?? "";
    const before = tokens[at - 1]?.word ?? "";
    const marked = words.quantities.angle.has(next);
    if (!marked && !words.quantities.at_angle.has(before)) continue;
    degrees.push(Number(token.word));
    used.add(at);
    if (marked) used.add(at + 1);
  }
  return degrees;
}

/** "both legs swollen", "L leg swollen", "no leg swelling"; the side is needed to record that it is there. */
function sidedChoice(
  spotted: AnnotatedTokens,
  segment: Segment,
  question: Question,
  spec: ChoiceSpec,
  mention: Mention,
): NamedStatement | null {
  const used = new Set<number>();
  const compare = tokenRange(segment).find((at) =>
    spotted.words.compared.has(spotted.tokens[at]?.word ?? ""),
  );
  // "the left is double the right": the side behind it is what it is compared with
  const found = sidesIn(spotted, segment.from, compare ?? segment.to);
  const sides = new Set(found.map(({ side }) => side));
  for (const { at } of found) used.add(at);
  const alone = mention.means.find((meaning) => meaning.is === "option" && meaning.question === question);
  const both = sides.has("both") || SIDES.every((side) => sides.has(side));
  const side = both ? "both" : ([...sides][0] ?? (alone?.is === "option" ? alone.option : undefined));
  // "left > right" may mean both, or left alone
  const compared =
    compare !== undefined ||
    spotted.tokens.slice(segment.from, segment.to).some(({ word }) => word === ">" || word === "<");
  const { polarity } = segment.verdict;
  const sure = segment.verdict.sure && !(compared && !sides.has("both"));
  if (polarity === "absent") {
    const none = noneOf(spec);
    if (side === undefined || side === "both")
      return none ? { says: { is: "value", raw: none }, sure, used } : null;
    return {
      says: { is: "fault", fault: `one side alone cannot be recorded as absent: ${typed(spec)}` },
      sure,
      used,
    };
  }
  const elsewhere = new Set(sidesIn(spotted, 0, spotted.tokens.length).map((each) => each.side));
  const [only] = elsewhere;
  // "left leg tight and swollen"
  if (side === undefined && only !== undefined && elsewhere.size === 1)
    return { says: { is: "value", raw: only }, sure: false, used };
  if (side === undefined)
    return { says: { is: "fault", fault: `the side is needed: ${typed(spec)}` }, sure, used };
  return { says: { is: "value", raw: side }, sure, used };
}
