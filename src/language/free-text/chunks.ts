/** Pieces of a sentence in which values go with sides: "L 3/5 R 5/5", "41 (R) / 37 (L)". */

import type { Side } from "../../protocol/terms.ts";
import { type AnnotatedTokens, isUnknown } from "./annotate-tokens.ts";

export interface Chunk {
  from: number;
  to: number;
  /** Joined to the piece before by "except". */
  exception: boolean;
}

/** Cuts at commas and "and"; never inside a finding's own words. */
export function chunksOf(spotted: AnnotatedTokens): Chunk[] {
  const { tokens, cues, cueBegins, mentionAt } = spotted;
  const chunks: Chunk[] = [];
  let from = 0;
  let exception = false;
  const close = (to: number, next: number, excepted: boolean) => {
    if (to > from) {
      chunks.push({ from, to, exception });
      exception = excepted;
    } else exception ||= excepted;
    from = next;
  };
  tokens.forEach((token, at) => {
    if (mentionAt[at]) return;
    const kinds = cueBegins[at] ? new Set(cues[at]?.map(({ is }) => is)) : new Set<string>();
    const cuts = token.word === "," || kinds.has("and") || kinds.has("contrast") || kinds.has("exception");
    if (!cuts) return;
    let end = at + 1;
    while (
      token.word !== "," &&
      end < tokens.length &&
      !cueBegins[end] &&
      (cues[end]?.length ?? 0) > 0 &&
      !mentionAt[end]
    )
      end += 1;
    close(at, end, kinds.has("exception"));
  });
  close(tokens.length, tokens.length, false);
  return chunks;
}

export interface SideAt {
  at: number;
  side: Side | "both";
}

/** The sides that are named in a piece, in order; "r/l" after two values names both in that order. */
export function sidesIn(
  { words, tokens, cues, cueBegins, mentionAt, mentions }: AnnotatedTokens,
  from: number,
  to: number,
): SideAt[] {
  const sides: SideAt[] = [];
  const inside = new Set(mentions.flatMap((mention) => mention.inside));
  for (let at = from; at < to; at += 1) {
    const token = tokens[at];
    if (!token || mentionAt[at]) continue;
    if (token.word === "r/l") sides.push({ at, side: "right" }, { at, side: "left" });
    else if (token.word === "l/r") sides.push({ at, side: "left" }, { at, side: "right" });
    else {
      const cue = cueBegins[at] || inside.has(at) ? cues[at]?.find(({ is }) => is === "side") : undefined;
      if (cue?.is === "side") sides.push({ at, side: cue.side });
      else if (inside.has(at)) {
        const side = words.sidesInside.get(token.word);
        if (side) sides.push({ at, side });
      }
    }
  }
  return sides;
}

/**
 * Which side each value belongs to, by position; null when that would be a guess.
 * @param values the positions of the values, in order
 */
export function pair(
  values: readonly number[],
  sides: readonly SideAt[],
): (SideAt["side"] | undefined)[] | null {
  if (sides.length === 0) return values.map(() => undefined);
  if (values.length === 1) return sides.length === 1 ? [sides[0]?.side] : null;
  if (values.length !== sides.length || sides.some(({ side }) => side === "both")) return null;
  const [firstSide] = sides;
  const [firstValue] = values;
  const together = new Set(sides.map(({ at }) => at)).size < sides.length;
  if (together) return sides.map(({ side }) => side);
  // "L 41 compared with 37 on the right"
  if (
    values.length === 2 &&
    firstSide &&
    sides[1] &&
    firstSide.at < (values[0] ?? -1) &&
    sides[1].at > (values[1] ?? 0)
  )
    return sides.map(({ side }) => side);
  const leads = firstSide !== undefined && firstValue !== undefined && firstSide.at < firstValue;
  const alternates = values.every((value, place) => {
    const own = sides[place]?.at ?? -1;
    const next = leads ? values[place - 1] : values[place + 1];
    return leads
      ? own < value && own > (next ?? -1)
      : own > value && own < (next ?? Number.POSITIVE_INFINITY);
  });
  return alternates ? sides.map(({ side }) => side) : null;
}

/** Words in a piece about which nothing is known. */
export const unreadTokenIn = (
  spotted: AnnotatedTokens,
  from: number,
  to: number,
  used: ReadonlySet<number>,
): number => {
  let count = 0;
  for (let at = from; at < to; at += 1) if (!used.has(at) && isUnknown(spotted, at)) count += 1;
  return count;
};
