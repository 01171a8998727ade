/** Sensation beside its name: "sensation intact", "reduced pinprick L5 on left". */

import type { Question } from "../../protocol/schema.ts";
import { SIDES } from "../../protocol/terms.ts";
import { type AnnotatedTokens, cuesAt } from "./annotate-tokens.ts";
import { sidesIn } from "./chunks.ts";
import type { Segment } from "./evidence.ts";
import type { StatementValue } from "./finding-statement.ts";

export interface SensationMention {
  says: StatementValue;
  sure: boolean;
  used: Set<number>;
}

export function sensationIn(
  spotted: AnnotatedTokens,
  segment: Segment,
  question: Question,
): SensationMention | null {
  const spec = question.answer;
  if (spec.kind !== "sensation") return null;
  const { from, to, mentions, verdict } = segment;
  const { tokens } = spotted;
  const used = new Set<number>();
  let normal = false;
  let reduced = false;
  const places: string[] = [];
  for (let at = from; at < to; at += 1) {
    if (spotted.mentionAt[at]) continue;
    if (cuesAt(spotted, at, "reduced")) {
      reduced = true;
      used.add(at);
    } else if (cuesAt(spotted, at, "normal")) {
      normal = true;
      used.add(at);
    }
    const number = tokens[at + 1];
    const place = `${tokens[at]?.word ?? ""}${number?.word ?? ""}`.toUpperCase();
    if (number?.glued && spec.dermatomes.some((one) => one === place)) {
      places.push(place);
      used.add(at).add(at + 1);
      // a range of dermatomes
      if (["-", "/", "to"].includes(tokens[at + 2]?.word ?? "") && at + 2 < to) return null;
    }
  }
  const modalities = mentions.flatMap(({ means }) =>
    means.flatMap((meaning) => (meaning.is === "modality" ? [meaning.modality] : [])),
  );
  const sides = sidesIn(spotted, from, to)
    .filter(({ at }) => !used.has(at))
    .map(({ side, at }) => {
      used.add(at);
      return side;
    });
  const others = mentions.some(({ means }) => !means.some((meaning) => meaning.question === question));
  if (normal === reduced || others || modalities.length > 1) return null;
  // "absent" denies and says reduced; any other denial turns the meaning round
  if (verdict.polarity === "absent" && !reduced) return null;
  if (sensationTokenRange(from, to).some((at) => spotted.cueBegins[at] && cuesAt(spotted, at, "deny")))
    return null;
  const state = normal ? "normal" : "reduced";
  if (places.length > 0) {
    if (sides.length !== 1) return null;
    const named = sides[0] === "both" ? SIDES : [sides[0]];
    const cells = Object.fromEntries(
      places.flatMap((place) =>
        named.map((side) => [[side, place, ...modalities].join("."), state] as const),
      ),
    );
    return { says: { is: "cells", raw: cells }, sure: verdict.sure, used };
  }
  const whole = reduced || (modalities.length === 0 && sides.every((side) => side === "both"));
  return { says: { is: "value", raw: state }, sure: verdict.sure && whole, used };
}

const sensationTokenRange = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => from + at);
