/** The marks of a grade in a piece of text: "3/5", "4+", "4 out of 5", and the roots that name a group: "L4", "L2-S1". */
import type { GradesSpec } from "../../answers/grades.ts";
import type { AnnotatedTokens } from "./annotate-tokens.ts";

export interface GradeAt {
  at: number;
  to: number;
  grade: number;
  /** Written as "3/5". */
  ofNormal: boolean;
  /** With a plus or minus: between two grades. */
  between: boolean;
}

/** "L4", "S1", "L2-S1" name the group by its root; "L4/5" could be a level of the spine or a grade. */
export function rootsIn({ tokens, mentionAt }: AnnotatedTokens, from: number, to: number, spec: GradesSpec) {
  const groups: { group: string; at: number }[] = [];
  const used = new Set<number>();
  let ambiguous = false;
  let isRange = false;
  for (let at = from; at + 1 < to; at += 1) {
    const letter = tokens[at];
    const number = tokens[at + 1];
    if (
      !letter ||
      !number?.glued ||
      mentionAt[at] ||
      !/^[ls]$/.test(letter.word) ||
      !/^[1-5]$/.test(number.word)
    )
      continue;
    used.add(at).add(at + 1);
    const next = tokens[at + 2];
    if (next?.glued && next.word === "/") {
      ambiguous = true;
      used.add(at + 2).add(at + 3);
      at += 3;
      continue;
    }
    if (next?.word === "-" || next?.word === "to") isRange = true;
    const root = `${letter.word}${number.word}`;
    const group = spec.groups.find((one) => one.root.toLowerCase() === root);
    if (group) groups.push({ group: group.id, at });
    at += 1;
  }
  // a range of roots stands for all of them, or for an unknown part
  const whole =
    isRange && groups[0]?.group === spec.groups[0]?.id && groups.at(-1)?.group === spec.groups.at(-1)?.id;
  if (isRange)
    for (let at = from; at < to; at += 1)
      if (tokens[at]?.word === "-" || tokens[at]?.word === "to") used.add(at);
  return { groups: isRange ? [] : groups, used, ambiguous, range: whole };
}

export function gradesAt(
  { tokens, timeAt, mentionAt }: AnnotatedTokens,
  from: number,
  to: number,
  spec: GradesSpec,
  used: ReadonlySet<number>,
): GradeAt[] {
  const grades: GradeAt[] = [];
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (token?.kind !== "number" || !/^\d$/.test(token.word) || timeAt[at] || mentionAt[at] || used.has(at))
      continue;
    let next = at + 1;
    const sign = tokens[next];
    const between =
      (sign?.word === "+" || sign?.word === "-") &&
      sign.glued &&
      !(tokens[next + 1]?.kind === "number" && tokens[next + 1]?.glued);
    if (between) next += 1;
    const slash = tokens[next];
    const whole = tokens[next + 1];
    if (slash?.word === "/" && whole?.kind === "number") {
      if (Number(whole.word) !== spec.normal) continue;
      grades.push({ at, to: next + 2, grade: Number(token.word), ofNormal: true, between });
      at = next + 1;
    } else if (
      slash?.word === "out" &&
      tokens[next + 1]?.word === "of" &&
      Number(tokens[next + 2]?.word) === spec.normal
    ) {
      grades.push({ at, to: next + 3, grade: Number(token.word), ofNormal: true, between });
      at = next + 2;
    } else if (!(slash?.kind === "word" && slash.glued))
      grades.push({ at, to: next, grade: Number(token.word), ofNormal: false, between });
  }
  return grades;
}
