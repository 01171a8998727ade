/** Messages about an emergency: raised, widened, retracted, repeated, and what an earlier one shrinks to. */

import type { Actor, AlertRecord, Encounter } from "../case/encounter.ts";
import { index } from "../triage/index-of-protocol.ts";
import {
  adviceParts,
  footer,
  headline,
  meaningParts,
  type ResultContext,
  sourcesFold,
  withheldParts,
} from "./advice.ts";
import type { Action, Part, View, Words } from "./outbound.ts";

/** What an alert is built from, besides the case. */
export interface AlertNews {
  /** Acts due now that the previous message did not have. */
  added: readonly string[];
  /** Rules that were true and are no longer. */
  over: readonly string[];
  /** What was recorded in this turn, each in words. */
  recorded: readonly string[];
  /** Whom it notifies. */
  mentions: readonly Actor[];
}

const commandButton = (label: string, words: string, style?: Action["style"]): Action => ({
  label,
  act: { do: "command", words },
  ...(style && { style }),
});

const I_HAVE_THIS = commandButton("I have this", "i have this", "primary");

/** The emergency as it stands, complete enough to act on: the one message of the case that counts. */
export function alertView(scene: ResultContext, news: Partial<AlertNews> = {}): View {
  const { protocol, encounter, now } = scene;
  const { alert, alerted } = encounter;
  const cited: string[] = [];
  return {
    kind: "alert",
    handle: encounter.handle,
    title: `EMERGENT: ${ruleLabels(scene, [...alerted]).join("; ")}`,
    urgency: "EMERGENT",
    parts: [
      ...newsParts(scene, news),
      ...acknowledgedParts(alert),
      ...adviceParts(scene, cited, ["imaging", "consult", "treatment", "disposition", "caution"]),
      ...withheldParts(scene, cited),
      ...(encounter.closed
        ? []
        : [
            {
              kind: "text",
              words: ["The remaining questions go on. They do not delay this."],
              tone: "subtle",
            } as const,
          ]),
      sourcesFold(protocol, cited),
      ...footer(protocol, now),
    ],
    actions: alert?.acknowledged ? [] : [I_HAVE_THIS],
    ...(news.mentions?.length && { mentions: news.mentions }),
    notification: `Case ${encounter.handle}: EMERGENT. Open the thread now.`,
  };
}

/** Nothing recorded makes it an emergency any more: the first words say so, and why. */
export function withdrawnView(scene: ResultContext, by: Actor, news: AlertNews): View {
  const { protocol, encounter, current, now } = scene;
  const changed = news.recorded.join("; ");
  return {
    kind: "alert",
    handle: encounter.handle,
    title: "NO LONGER AN EMERGENCY",
    urgency: current.assessment.acts_on,
    parts: [
      {
        kind: "text",
        words: [
          "NO LONGER AN EMERGENCY since ",
          { time: now },
          ", by ",
          { person: by },
          `: ${changed === "" ? "the record changed" : changed}.`,
        ],
        tone: "strong",
      },
      {
        kind: "list",
        items: [
          ...ruleLabels(scene, news.over).map((label) => ({ words: [`No longer true: ${label}`] })),
          { words: [`So far: ${headline(current.assessment)}.`] },
        ],
      },
      ...meaningParts(protocol, current.assessment),
    ],
    actions: [commandButton("Why", "why"), commandButton("Back", "back")],
    ...(news.mentions.length > 0 && { mentions: news.mentions }),
    notification: `Case ${encounter.handle}: no longer an emergency. Open the thread.`,
  };
}

/** Nobody has said that they act on it: shown again to the same people, and short. It says so when somebody has. */
export function calledAgainView(scene: ResultContext, mentions: readonly Actor[]): View {
  const { encounter } = scene;
  const taken = acknowledgedParts(encounter.alert);
  if (taken.length > 0)
    return {
      kind: "alert",
      handle: encounter.handle,
      title: `EMERGENT: ${ruleLabels(scene, [...encounter.alerted]).join("; ")}`,
      urgency: "EMERGENT",
      parts: [...taken, { kind: "text", words: ["The alert above says what to do."] }],
      actions: [],
      notification: `Case ${encounter.handle}: EMERGENT, and somebody has it.`,
    };
  return {
    kind: "alert",
    handle: encounter.handle,
    title: `STILL EMERGENT: ${ruleLabels(scene, [...encounter.alerted]).join("; ")}`,
    urgency: "EMERGENT",
    parts: [
      {
        kind: "text",
        words: [
          "Nobody has said that they have this, since ",
          { time: encounter.alert?.at ?? scene.now },
          ". The alert above says what to do.",
        ],
        tone: "strong",
      },
    ],
    actions: [I_HAVE_THIS],
    ...(mentions.length > 0 && { mentions }),
    notification: `Case ${encounter.handle}: EMERGENT, and nobody has it yet. Open the thread now.`,
  };
}

/** The previous message: nobody should act on it any more. */
export const supersededView = ({ handle }: Encounter, now: number): View => ({
  kind: "notice",
  handle,
  title: "Superseded",
  parts: [{ kind: "text", words: ["Superseded ", { time: now }, ", see below."] }],
  actions: [],
  notification: `Case ${handle}: an alert was superseded.`,
});

const ruleLabels = ({ protocol }: ResultContext, rules: readonly string[]): string[] =>
  rules.map((rule) => index(protocol).rules.get(rule)?.label ?? rule);

function newsParts(scene: ResultContext, { added = [], over = [] }: Partial<AlertNews>): Part[] {
  const { protocol, encounter } = scene;
  const lines = [
    ...ruleLabels(scene, over).map((label) => `No longer true: ${label}. It is an emergency all the same.`),
    ...added.map((id) => {
      const text = index(protocol).recommendations.get(id)?.text[encounter.role] ?? id;
      return `New, due now: ${text.replace(/:? ?\{\w+\}/, "")}`;
    }),
  ];
  return lines.length === 0 ? [] : [{ kind: "list", items: lines.map((line) => ({ words: [line] })) }];
}

function acknowledgedParts(alert: AlertRecord | null): Part[] {
  if (!alert?.acknowledged) return [];
  const words: Words = [
    { person: alert.acknowledged.by },
    " has this, since ",
    { time: alert.acknowledged.at },
    ".",
  ];
  return [{ kind: "text", words, tone: "strong" }];
}
