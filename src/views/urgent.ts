/** Messages about a case that is URGENT: short, with what to do, while the questions continue. */

import type { Actor } from "../case/encounter.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isHigher } from "../triage/urgency.ts";
import { adviceParts, footer, headline, type ResultContext, sourcesFold, withheldParts } from "./advice.ts";
import type { View } from "./outbound.ts";

const labelsOf = ({ protocol }: ResultContext, rules: readonly string[]): string[] =>
  rules.map((rule) => index(protocol).rules.get(rule)?.label ?? rule);

/** What these rules ask for, complete enough to act on. @param mentions whom the hospital names */
export function urgentView(scene: ResultContext, rules: readonly string[], mentions: readonly Actor[]): View {
  const { protocol, encounter, current, now } = scene;
  const { assessment } = current;
  const theirs = ({ because }: { because: readonly string[] }) =>
    because.some((rule) => rules.includes(rule));
  const asked: ResultContext = {
    ...scene,
    current: {
      ...current,
      assessment: {
        ...assessment,
        recommendations: assessment.recommendations.filter(theirs),
        withheld: assessment.withheld.filter(theirs),
      },
    },
  };
  const cited: string[] = [];
  return {
    kind: "urgent",
    handle: encounter.handle,
    title: `URGENT: ${labelsOf(scene, rules).join("; ")}`,
    urgency: "URGENT",
    parts: [
      ...adviceParts(asked, cited, [
        "imaging",
        "laboratory",
        "consult",
        "treatment",
        "disposition",
        "caution",
      ]),
      ...withheldParts(asked, cited),
      {
        kind: "text",
        words: [
          isHigher(assessment.could_be, "URGENT")
            ? `It could still be ${assessment.could_be}: the remaining questions go on. They do not delay this.`
            : "The remaining questions go on. They do not delay this.",
        ],
        tone: "strong",
      },
      sourcesFold(protocol, cited),
      ...footer(protocol, now),
    ],
    actions: [],
    ...(mentions.length > 0 && { mentions }),
    notification: `Case ${encounter.handle}: URGENT. Open the thread.`,
  };
}

/** Nothing that is recorded makes it URGENT any more; that is no reassurance. */
export function noLongerUrgentView(
  scene: ResultContext,
  by: Actor,
  over: readonly string[],
  recorded: readonly string[],
): View {
  const { encounter, current, now } = scene;
  return {
    kind: "urgent",
    handle: encounter.handle,
    title: "No longer urgent by what is recorded",
    urgency: current.assessment.acts_on,
    parts: [
      {
        kind: "text",
        words: [
          "Since ",
          { time: now },
          ", by ",
          { person: by },
          `: ${recorded.length > 0 ? recorded.join("; ") : "the record changed"}.`,
        ],
        tone: "strong",
      },
      {
        kind: "list",
        items: [
          ...labelsOf(scene, over).map((label) => ({ words: [`No longer true: ${label}`] })),
          { words: [`So far: ${headline(current.assessment)}.`] },
        ],
      },
    ],
    actions: [],
    notification: `Case ${encounter.handle}: what made it urgent is no longer recorded. Open the thread.`,
  };
}
