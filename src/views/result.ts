/** The decision: the alert, the result, what changed, the state so far, and why. */

import { isAssessed } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import { waitingText } from "../case/proposal.ts";
import type { Protocol } from "../protocol/schema.ts";
import type { NextQuestion } from "../triage/ask.ts";
import type { Assessment } from "../triage/assess.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { ReleaseStep } from "../triage/recommend.ts";
import {
  adviceParts,
  audienceOf,
  becauseItems,
  footer,
  headline,
  listPart,
  meaningParts,
  openParts,
  type ResultContext,
  sourcesFold,
  withheldParts,
} from "./advice.ts";
import { NOT_ASSESSED_YET } from "./case-list.ts";
import { citationLines, citeNumbers } from "./cited-sources.ts";
import { deadlineActions, deadlineParts } from "./deadline-list.ts";
import type { Action, Item, Part, View } from "./outbound.ts";
import { deniedTogetherParts } from "./panel.ts";
import { withUnread } from "./unread-words.ts";

/** The result of a case: deadline and urgency first, then what to do, what is withheld, why, what is unknown. */
export function resultView(scene: ResultContext, kind: "result" | "status"): View {
  const { protocol, encounter, current, now } = scene;
  const { assessment } = current;
  const cited: string[] = [];
  const view: View = {
    kind,
    handle: encounter.handle,
    title: `${kind === "status" ? "So far: " : ""}${isAssessed(encounter, assessment) ? "" : `${NOT_ASSESSED_YET}, `}${headline(assessment)}`,
    urgency: assessment.acts_on,
    parts: [
      ...meaningParts(protocol, assessment),
      ...deadlineParts(scene),
      ...listPart(
        "Typed findings that wait to be confirmed, and do not count yet",
        waitingText(protocol, encounter).map((text) => ({ words: [text] })),
      ),
      ...adviceParts(scene, cited),
      ...withheldParts(scene, cited),
      ...openParts(protocol, assessment),
      ...deniedTogetherParts(protocol, encounter, current.answers),
      {
        kind: "fold",
        title: "Because",
        parts: [{ kind: "list", items: becauseItems(protocol, current) }],
      },
      sourcesFold(protocol, cited),
      ...footer(protocol, now),
    ],
    actions: [...deadlineActions(scene), commandButton("Why", "why"), commandButton("Handoff", "handoff")],
    notification: `Case ${encounter.handle}: a result is posted (${assessment.acts_on}).`,
  };
  return withUnread(view, [...encounter.unread.values()]);
}

const commandButton = (label: string, words: string): Action => ({ label, act: { do: "command", words } });

const WHY_CHANGED = {
  record: "The record changed, and with it the result",
  time: "Time has passed, and with it the result changed",
};

/**
 * What a change of the record, of the protocol, or of the time did to the decision.
 * @param scene the case, the protocol now, and the one that the decision before was made under
 */
export function differenceView(
  {
    protocol,
    before: protocolBefore,
    encounter,
  }: { protocol: Protocol; before: Protocol; encounter: Encounter },
  before: Assessment,
  after: Assessment,
  why: keyof typeof WHY_CHANGED,
): View {
  const label = (id: string) =>
    (index(protocol).rules.get(id) ?? index(protocolBefore).rules.get(id))?.label ?? id;
  const missing = (from: readonly string[], than: readonly string[]) =>
    from.filter((id) => !than.includes(id));
  const ids = (assessment: Assessment) =>
    assessment.recommendations.map(({ id }) => id).filter((id) => audienceOf(protocol, id) === "everyone");
  const held = (assessment: Assessment) => assessment.withheld.map(({ id }) => id);
  const text = (id: string) =>
    index(protocol)
      .recommendations.get(id)
      ?.text[encounter.role].replace(/:? ?\{\w+\}/, "") ??
    index(protocolBefore).recommendations.get(id)?.text[encounter.role] ??
    id;
  const lines = (lead: string, from: readonly string[], words: (id: string) => string): Item[] =>
    from.map((id) => ({ words: [`${lead}: ${words(id)}`] }));
  const items: Item[] = [
    {
      words: [
        before.acts_on === after.acts_on
          ? `Act on: ${after.acts_on}, as before.`
          : `Act on: ${before.acts_on} before, ${after.acts_on} now.`,
      ],
    },
    ...lines("Now true", missing(after.rules.true, before.rules.true), label),
    ...lines("No longer true", missing(before.rules.true, after.rules.true), label),
    ...lines("Added", missing(ids(after), ids(before)), text),
    ...lines("No longer recommended", missing(ids(before), ids(after)), text),
    ...lines("Now withheld", missing(held(after), held(before)), text),
    ...lines("No longer withheld", missing(held(before), held(after)), text),
    ...after.withheld.flatMap(({ id, release = [] }) => {
      const was = before.withheld.find((one) => one.id === id)?.release ?? [];
      const says = (some: readonly ReleaseStep[]) => [...new Set(some.map(({ say }) => say))];
      return [
        ...lines("No longer waited for", missing(says(was), says(release)), String),
        ...lines("Waited for now", was.length === 0 ? [] : missing(says(release), says(was)), String),
      ];
    }),
  ];
  return {
    kind: "difference",
    handle: encounter.handle,
    title: WHY_CHANGED[why],
    urgency: after.acts_on,
    parts: [{ kind: "list", items }],
    actions: [],
    notification: `Case ${encounter.handle}: the result changed (${after.acts_on}).`,
  };
}

/** What the protocol has for the owner of a case only. */
export function ownerView(scene: ResultContext): View {
  const { protocol, encounter } = scene;
  const cited: string[] = [];
  const parts = adviceParts(scene, cited, undefined, "owner");
  return {
    kind: "notice",
    handle: encounter.handle,
    title: "For you as the owner of this case",
    parts: [...parts, sourcesFold(protocol, cited)],
    actions: [],
    notification: `Case ${encounter.handle}: a note for you.`,
  };
}

/** Why the pending question is asked, or what the result rests on and would raise it. */
export function whyView({ protocol, encounter, current }: ResultContext, pending: NextQuestion | null): View {
  const parts: Part[] = [];
  if (pending) {
    const numbers = citeNumbers(protocol, pending.question.citations);
    parts.push({ kind: "text", words: [`${pending.question.label}: `, pending.question.why] });
    parts.push({ kind: "citations", items: citationLines(protocol, numbers) });
  }
  parts.push({ kind: "list", title: "What counts so far", items: becauseItems(protocol, current) });
  return {
    kind: "why",
    handle: encounter.handle,
    title: "Why",
    parts: [...parts, ...openParts(protocol, current.assessment)],
    actions: [],
    notification: `Case ${encounter.handle}: the reasons.`,
  };
}
