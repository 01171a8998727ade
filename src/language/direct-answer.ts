/**
 * The words that answer the pending question literally, and nothing else: "no", "n/a", "3/5", "41 vs 37", "101F",
 * "yesterday 14:00". Whatever is not plainly an answer is not taken for one: asking back is cheap, a wrong record is not.
 */
import * as chrono from "chrono-node";
import type { Question, SIDES } from "../protocol/schema.ts";
import { type Answer, readAnswer } from "../triage/finding.ts";
import { plainWords } from "./free-text/plain.ts";
import { inputHint } from "./input-hints.ts";

const YES_WORDS = new Set(["yes", "y", "yep", "yeah", "present", "positive", "+ve", "true"]);
const NO_WORDS = new Set([
  "no",
  "n",
  "nope",
  "none",
  "nil",
  "absent",
  "negative",
  "-ve",
  "false",
  "denies",
  "denied",
]);
const NOT_ASSESSED = new Set([
  "n/a",
  "na",
  "unknown",
  "not assessed",
  "not done",
  "not examined",
  "don't know",
  "dont know",
  "not known",
  "skip",
  "?",
]);
const UNABLE = new Set(["unable", "unable to assess", "cannot assess", "can't assess", "not possible"]);
const DECLINED = new Set(["declined", "declines", "refused", "refuses"]);

/** An answer; or what is wrong with words that look like one; or null when they do not answer the question. */
export type DirectAnswer = { answer: Answer } | { fault: string } | null;

/** @param nowMs the moment that "yesterday 14:00" is read from; milliseconds since the epoch */
export function readDirectAnswer(
  question: Question,
  words: string,
  nowMs: number,
  utcOffsetMinutes = 0,
): DirectAnswer {
  const said = plainWords(words)
    .toLowerCase()
    .replace(/[.!;]+$/, "");
  if (said === "") return null;
  if (NOT_ASSESSED.has(said) && !optionOf(question, said)) return { answer: { unknown: "not_assessed" } };
  if (UNABLE.has(said)) return { answer: { unknown: "unable" } };
  if (DECLINED.has(said)) return { answer: { unknown: "declined" } };
  const raw = rawFromWords(question, said, nowMs, utcOffsetMinutes);
  if (raw === undefined) return null;
  const reading = readAnswer(question, raw);
  if ("answer" in reading) return reading;
  return { fault: inputHint(question, reading.faults) };
}

function rawFromWords(question: Question, said: string, nowMs: number, utcOffsetMinutes: number): unknown {
  const spec = question.answer;
  const yes = YES_WORDS.has(said);
  const no = NO_WORDS.has(said);
  switch (spec.kind) {
    case "tri":
      if (yes) return "present";
      if (no) return "absent";
      return spec.measured && startsWithNumber(said.replace(/^(temp(erature)?|t) /, ""))
        ? said.replace(/^(temp(erature)?|t) /, "")
        : undefined;
    case "choice": {
      const sides = spec.by_side ? sidesFromWords(question, said) : sideOption(question, said);
      return sides ?? optionOf(question, said) ?? (no && spec.absent ? spec.absent : undefined);
    }
    case "number": {
      if (startsWithNumber(said) && !(spec.since && /^\d{1,4}[-/:]\d/.test(said))) return said;
      if (!spec.since) return undefined;
      const then = chrono.parseDate(said, { instant: new Date(nowMs), timezone: utcOffsetMinutes });
      return then ? Math.round(((nowMs - then.getTime()) / 3_600_000) * 100) / 100 : undefined;
    }
    case "grades":
      return grades(question, said);
    case "sensation":
      if (said === "normal" || said === "intact" || said === "reduced")
        return said === "reduced" ? said : "normal";
      return undefined;
    case "circumferences":
      return lengths(question, said);
    case "signs":
      if (no || said === "none of these") return "absent";
      return signs(question, said);
  }
}

const startsWithNumber = (said: string) => /^-?\d/.test(said);

/** The one option that these words name; several would be a guess. */
function optionOf(question: Question, said: string): string | undefined {
  const spec = question.answer;
  if (spec.kind !== "choice") return undefined;
  const found = spec.options.filter(({ id, label, also, alone }) =>
    [id, id.replaceAll("_", " "), label.toLowerCase(), ...also, ...alone].includes(said),
  );
  return found.length === 1 ? found[0]?.id : undefined;
}

const SIDE_WORDS: Readonly<Record<string, (typeof SIDES)[number]>> = {
  left: "left",
  l: "left",
  right: "right",
  r: "right",
};

/** "R" answers a question whose options are the sides. */
const sideOption = (question: Question, said: string): string | undefined =>
  SIDE_WORDS[said] && optionOf(question, SIDE_WORDS[said]);

/** "left absent, right present", "positive on the left". */
function sidesFromWords(question: Question, said: string): Record<string, string> | undefined {
  const sides: Record<string, string> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const words = piece
      .replace(/[:=]/g, " ")
      .split(" ")
      .filter((word) => word !== "" && word !== "on" && word !== "the");
    const side = words.map((word) => SIDE_WORDS[word]).find(Boolean);
    const option = optionOf(question, words.filter((word) => SIDE_WORDS[word] === undefined).join(" "));
    if (!side || !option || sides[side] !== undefined) return undefined;
    sides[side] = option;
  }
  return sides;
}

/** "5", "3/5", "all 5/5", "left ankle dorsiflexion 3/5, ehl right 4". A grade with a plus or minus is not a whole grade. */
function grades(question: Question, said: string): unknown {
  const spec = question.answer;
  if (spec.kind !== "grades") return undefined;
  if (said === "normal" || said === "full" || said === "full power") return { worst: spec.normal };
  const whole = /^(?:all |worst )?(\d+)(?:(?: ?\/ ?| out of )(\d+))?(?: throughout)?$/.exec(said);
  if (whole)
    return whole[2] === undefined || Number(whole[2]) === spec.normal
      ? { worst: Number(whole[1]) }
      : undefined;
  const cells: Record<string, unknown> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const match = /^(.*?) ?(\d+)(?: ?\/ ?(\d+))?( old)?$/.exec(piece.trim());
    if (!match || (match[3] !== undefined && Number(match[3]) !== spec.normal)) return undefined;
    const words = (match[1] ?? "").split(" ");
    const side = words.map((word) => SIDE_WORDS[word]).find(Boolean);
    const name = words.filter((word) => SIDE_WORDS[word] === undefined).join(" ");
    const group = spec.groups.find((each) =>
      [
        each.id.replaceAll("_", " "),
        each.label.toLowerCase(),
        each.root.toLowerCase(),
        ...each.also,
      ].includes(name),
    );
    if (!side || !group) return undefined;
    cells[`${side}.${group.id}`] = match[4] ? { grade: Number(match[2]), old: true } : Number(match[2]);
  }
  return cells;
}

const LENGTH = "\\d+(?:[.,]\\d+)?";

/** "41 vs 37" is left against right at the first level; "r 41 l 37", "thigh 55 vs 54 cm". */
function lengths(question: Question, said: string): unknown {
  const spec = question.answer;
  if (spec.kind !== "circumferences") return undefined;
  const units = [
    spec.unit,
    ...spec.unit_also,
    ...spec.other_units.flatMap(({ unit, also }) => [unit, ...also]),
  ].join("|");
  const levels: Record<string, Record<string, string>> = {};
  for (const piece of said.split(";")) {
    const match = new RegExp(
      `^(?:(?!(?:left|right|l|r) )([a-z]+) )?(?:(left|right|l|r) )?(${LENGTH})(?: ?(${units}))?(?: ?(?:vs?\\.?|versus|/|,|and) ?| )(?:(left|right|l|r) )?(${LENGTH})(?: ?(${units}))?$`,
    ).exec(piece.trim());
    if (!match) return undefined;
    const [, levelWord, sideA, a, unitA, sideB, b, unitB] = match;
    const level = levelWord
      ? spec.levels.find(({ id, also }) => id === levelWord || also.includes(levelWord))
      : spec.levels[0];
    const first = sideA ? SIDE_WORDS[sideA] : "left";
    const second = sideB ? SIDE_WORDS[sideB] : first === "left" ? "right" : "left";
    if (!level || !first || !second || first === second) return undefined;
    const unit = unitB ?? unitA ?? "";
    levels[level.id] = { [first]: `${a} ${unitA ?? unit}`.trim(), [second]: `${b} ${unit}`.trim() };
  }
  return levels;
}

/** "calf tenderness, pitting oedema": what is named is present, what is not named stays unknown. */
function signs(question: Question, said: string): unknown {
  const spec = question.answer;
  if (spec.kind !== "signs") return undefined;
  const found: Record<string, string> = {};
  for (const piece of said.split(/[,;]| and /)) {
    const words = piece.trim();
    const denied = words.startsWith("no ");
    const name = denied ? words.slice(3) : words.replace(/: yes$/, "");
    const sign = spec.signs.find(
      ({ id, label, also }) =>
        id.replaceAll("_", " ") === name || label.toLowerCase() === name || also.includes(name),
    );
    if (!sign) return undefined;
    found[sign.id] = denied ? "absent" : "present";
  }
  return found;
}
