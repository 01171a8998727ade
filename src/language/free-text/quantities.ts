/** Measured values with their name: "PVR 350 mL", "600 mL residual", "T 38.4", "febrile to 39", "101F". */

import { type QuantitySpec, readQuantity, unitSpellings } from "../../answers/quantity.ts";
import { kindOf } from "../../answers/registry.ts";
import type { Question } from "../../protocol/schema.ts";
import { type AnnotatedTokens, cuesAt, type Mention } from "./annotate-tokens.ts";
import type { FindingStatement, ValueScan } from "./finding-statement.ts";

interface NumberAt {
  /** As it was typed, with its unit. */
  raw: string;
  to: number;
  unit: boolean;
}

export function quantitiesIn(text: string, spotted: AnnotatedTokens): ValueScan {
  const scan: ValueScan = { said: [], taken: new Set() };
  const { mentions, tokens, words } = spotted;
  for (const mention of mentions)
    for (const meaning of mention.means) {
      const { question } = meaning;
      const spec = specOf(question);
      const names = meaning.is === "name" || meaning.is === "measure";
      if (!spec || !names) continue;
      const found = after(text, spotted, mention, spec) ?? before(text, spotted, mention, spec);
      if (!found || scan.taken.has(found.at)) continue;
      const short = meaning.is === "measure" && mention.phrase.length === 1 && !/[.,]/.test(found.number.raw);
      const reading = readQuantity(spec, found.number.raw);
      // "T12" is a vertebra; a temperature of 12 is none
      if (short && "fault" in reading && !found.number.unit) continue;
      const from = Math.min(mention.from, found.at);
      const to = Math.max(mention.to, found.number.to);
      for (let at = found.at; at < found.number.to; at += 1) scan.taken.add(at);
      for (const at of found.links) scan.taken.add(at);
      const bounded = found.links.some((at) => words.quantities.bounds.has(tokens[at]?.word ?? ""));
      const sure = !found.links.some((at) => words.quantities.approximate.has(tokens[at]?.word ?? ""));
      if (found.range)
        scan.said.push(faultStatement(question, `one number is needed, not a range`, from, to));
      else if (bounded && isMeasuredFinding(question))
        scan.said.push(faultStatement(question, "the number itself is needed, not a limit", from, to));
      else if ("fault" in reading) scan.said.push(faultStatement(question, reading.fault, from, to));
      else scan.said.push({ question, says: { is: "value", raw: found.number.raw }, sure, from, to });
      break;
    }
  scan.said.push(...byUnitAlone(text, spotted, scan.taken));
  return scan;
}

const faultStatement = (question: Question, words: string, from: number, to: number): FindingStatement => ({
  question,
  says: { is: "fault", fault: words },
  sure: true,
  from,
  to,
});

function specOf({ answer }: Question): QuantitySpec | null {
  const kind = kindOf(answer);
  return kind.isTime(answer) ? null : kind.quantity(answer);
}

/** Present or absent, and measured: its number decides which. */
export const isMeasuredFinding = (question: Question): boolean =>
  specOf(question) !== null && kindOf(question.answer).sayable(question.answer).present === true;

interface TokenRange {
  at: number;
  number: NumberAt;
  links: number[];
  range: boolean;
}

function after(
  text: string,
  spotted: AnnotatedTokens,
  { to }: Mention,
  spec: QuantitySpec,
): TokenRange | null {
  const { words, tokens, mentionAt, timeAt } = spotted;
  const links: number[] = [];
  for (let at = to; at < tokens.length && links.length <= 4; at += 1) {
    const token = tokens[at];
    if (!token || mentionAt[at]) return null;
    if (token.kind === "number") {
      if (timeAt[at] && timeAt[at]?.is !== "bare") return null;
      const number = numberAt(text, spotted, at, spec);
      if (!number) return null;
      const next = tokens[number.to];
      const range =
        (next?.word === "/" || next?.word === "-") && tokens[number.to + 1]?.kind === "number" && next.glued;
      if (next?.word === "/" && range) return null;
      return { at, number, links, range };
    }
    if (
      !words.quantities.link.has(token.word) &&
      !words.quantities.approximate.has(token.word) &&
      !cuesAt(spotted, at, "maybe")
    )
      return null;
    links.push(at);
  }
  return null;
}

/** "350 ml residual": only with its unit, because a bare number there belongs to something else. */
function before(
  text: string,
  spotted: AnnotatedTokens,
  { from }: Mention,
  spec: QuantitySpec,
): TokenRange | null {
  for (let at = from - 1; at >= 0 && at >= from - 8; at -= 1) {
    if (spotted.tokens[at]?.word === ",") return null;
    if (spotted.tokens[at]?.kind !== "number") continue;
    const number = numberAt(text, spotted, at, spec);
    if (number?.unit && number.to <= from && from - number.to <= 1) {
      const links = spotted.words.quantities.approximate.has(spotted.tokens[at - 1]?.word ?? "")
        ? [at - 1]
        : [];
      return { at, number, links, range: false };
    }
  }
  return null;
}

/** A number and the unit after it, if that is one of this quantity. */
function numberAt(
  text: string,
  { tokens }: AnnotatedTokens,
  at: number,
  spec: QuantitySpec,
): NumberAt | null {
  const token = tokens[at];
  if (token?.kind !== "number") return null;
  const sign = tokens[at - 1];
  const minus = sign?.word === "-" && token.glued && !sign.glued ? "-" : "";
  const units = unitSpellings(spec)
    .flatMap((unit) => [unit, `${unit}s`])
    .sort((a, b) => b.length - a.length);
  const rest = text.slice(token.end, token.end + 24);
  const spaces = rest.length - rest.trimStart().length;
  const follows = rest.trimStart().toLowerCase();
  const degrees = follows.startsWith("°") ? (follows.startsWith("° ") ? 2 : 1) : 0;
  for (const unit of units) {
    const wanted = unit.replace("°", "").toLowerCase();
    if (!follows.startsWith(wanted, degrees)) continue;
    const end = token.end + spaces + degrees + wanted.length;
    if (/[\p{L}\d]/u.test(text.charAt(end))) continue;
    let to = at + 1;
    while (to < tokens.length && (tokens[to]?.start ?? end) < end) to += 1;
    return {
      raw: `${minus}${token.word} ${unit.endsWith("s") && !isUnit(spec, unit) ? unit.slice(0, -1) : unit}`,
      to,
      unit: true,
    };
  }
  return { raw: `${minus}${token.word}`, to: degrees ? at + 2 : at + 1, unit: degrees > 0 };
}

const isUnit = (spec: QuantitySpec, unit: string) => unitSpellings(spec).includes(unit);

/** "38.4 °C", "101.3F" without a name: a measured finding whose unit nothing else has. A whole "68F" is an age. */
function byUnitAlone(text: string, spotted: AnnotatedTokens, taken: Set<number>): FindingStatement[] {
  const said: FindingStatement[] = [];
  const measured = spotted.questions.filter(isMeasuredFinding);
  spotted.tokens.forEach((token, at) => {
    if (token.kind !== "number" || taken.has(at) || spotted.timeAt[at]) return;
    for (const question of measured) {
      const spec = specOf(question);
      const number = spec && numberAt(text, spotted, at, spec);
      const marked =
        text.charAt(token.end) === "°" || text.charAt(token.end + 1) === "°" || /[.,]/.test(token.word);
      if (!spec || !number?.unit || !marked || !/\p{L}/u.test(number.raw)) continue;
      if ("fault" in readQuantity(spec, number.raw)) continue;
      for (let one = at; one < number.to; one += 1) taken.add(one);
      said.push({
        question,
        says: { is: "value", raw: number.raw },
        sure: false,
        from: at,
        to: number.to,
      });
    }
  });
  return said;
}
