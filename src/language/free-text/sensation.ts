/** Sensation with its name: "sensation intact", "reduced pinprick L5 on left". */

import type { SensationSpec } from "../../answers/sensation.ts";
import { SIDES } from "../../protocol/terms.ts";
import { cuesAt } from "./annotate-tokens.ts";
import { sidesIn } from "./chunks.ts";
import type { KindReader, NamedContext, NamedStatement } from "./kind-reader.ts";
import { tokenRange } from "./tokens.ts";

export const sensationReader: KindReader<SensationSpec> = {
  named: sensationIn,
  opens: () => true,
  valueTokens: (context) => [...(sensationIn(context)?.used ?? [])],
};

function sensationIn({
  spotted,
  segment,
  question,
  spec,
}: NamedContext<SensationSpec>): NamedStatement | null {
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
  // "absent" denies and says reduced; any other denial reverses the meaning
  if (verdict.polarity === "absent" && !reduced) return null;
  if (tokenRange(segment).some((at) => spotted.cueBegins[at] && cuesAt(spotted, at, "deny"))) return null;
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
