/** What is decided: the alert, the result, what changed, the state so far, and why. */
import {
  KINDS,
  type Protocol,
  type RecommendationKind,
  type Role,
  type Urgency,
} from "../protocol/schema.ts";
import type { Asking } from "../triage/ask.ts";
import type { Assessment } from "../triage/assess.ts";
import { answerText, conditionWords, findingLabel } from "../triage/describe.ts";
import { reasons } from "../triage/explain.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { Recommended } from "../triage/recommend.ts";
import { Wording } from "../triage/wording.ts";
import { citationLines, citeNumbers } from "./cited.ts";
import type { Current } from "./current.ts";
import type { Encounter } from "./encounter.ts";
import type { Item, Part, View, Words } from "./outbound.ts";

const TITLES: Record<RecommendationKind, string> = {
  imaging: "Imaging",
  laboratory: "Laboratory",
  consult: "Consults",
  treatment: "Treatment",
  disposition: "Disposition",
  caution: "Cautions",
  assessment: "Examination and assessment",
  followup: "Follow-up",
};
const HOUR = 3_600_000;

/** The result of a case: urgency first, then what to do, what is held back, why, and what is not known. */
export function resultView(
  protocol: Protocol,
  encounter: Encounter,
  now: Current,
  at: number,
  kind: "result" | "status",
): View {
  const { assessment, findings } = now;
  const cited: string[] = [];
  const items = itemsOf(protocol, encounter.role, now, at, cited);
  return {
    kind,
    handle: encounter.handle,
    title: `${kind === "status" ? "So far: " : ""}${headline(assessment)}`,
    urgency: assessment.acts_on,
    parts: [
      ...meaning(protocol, assessment),
      ...KINDS.flatMap((each) => listed(TITLES[each], items(each))),
      ...withheldPart(protocol, assessment, cited),
      ...openPart(protocol, assessment),
      {
        kind: "fold",
        title: "Because",
        parts: [{ kind: "list", items: becauseItems(protocol, findings, assessment) }],
      },
      {
        kind: "fold",
        title: "Sources",
        parts: [{ kind: "citations", items: citationLines(protocol, citeNumbers(protocol, cited)) }],
      },
      ...footer(protocol, at),
    ],
    actions: [
      { label: "Why", act: { do: "command", words: "why" } },
      { label: "Status", act: { do: "command", words: "status" } },
    ],
    notification: `Case ${encounter.handle}: a result is posted (${assessment.acts_on}).`,
  };
}

/** Posted the moment an emergency is true, before anything else is asked. */
export function alertView(
  protocol: Protocol,
  encounter: Encounter,
  now: Current,
  at: number,
  rules: readonly string[],
): View {
  const cited: string[] = [];
  const items = itemsOf(protocol, encounter.role, now, at, cited);
  const labels = rules.map((rule) => index(protocol).rules.get(rule)?.label ?? rule);
  return {
    kind: "alert",
    handle: encounter.handle,
    title: `EMERGENT: ${labels.join("; ")}`,
    urgency: "EMERGENT",
    parts: [
      ...(["imaging", "consult", "treatment", "disposition", "caution"] as const).flatMap((each) =>
        listed(TITLES[each], items(each)),
      ),
      ...withheldPart(protocol, now.assessment, cited),
      { kind: "text", words: ["The remaining questions go on. They do not delay this."], tone: "subtle" },
      {
        kind: "fold",
        title: "Sources",
        parts: [{ kind: "citations", items: citationLines(protocol, citeNumbers(protocol, cited)) }],
      },
      ...footer(protocol, at),
    ],
    actions: [],
    notification: `Case ${encounter.handle}: EMERGENT. Open the thread now.`,
  };
}

/** What a change of the record did to the decision. */
export function differenceView(
  protocol: Protocol,
  encounter: Encounter,
  before: Assessment,
  after: Assessment,
): View {
  const label = (id: string) => index(protocol).rules.get(id)?.label ?? id;
  const added = after.rules.true.filter((id) => !before.rules.true.includes(id)).map(label);
  const gone = before.rules.true.filter((id) => !after.rules.true.includes(id)).map(label);
  const ids = (assessment: Assessment) => assessment.recommendations.map(({ id }) => id);
  const text = (id: string) =>
    index(protocol)
      .recommendations.get(id)
      ?.text[encounter.role].replace(/:? ?\{\w+\}/, "") ?? id;
  const lines: Item[] = [
    { words: [`Act on: ${before.acts_on} before, ${after.acts_on} now.`] },
    ...added.map((rule) => ({ words: [`Now true: ${rule}`] })),
    ...gone.map((rule) => ({ words: [`No longer true: ${rule}`] })),
    ...ids(after)
      .filter((id) => !ids(before).includes(id))
      .map((id) => ({ words: [`Added: ${text(id)}`] })),
    ...ids(before)
      .filter((id) => !ids(after).includes(id))
      .map((id) => ({ words: [`Came off: ${text(id)}`] })),
  ];
  return {
    kind: "difference",
    handle: encounter.handle,
    title: "The record changed, and with it the result",
    urgency: after.acts_on,
    parts: [{ kind: "list", items: lines }],
    actions: [],
    notification: `Case ${encounter.handle}: the result changed (${after.acts_on}).`,
  };
}

/** Why the pending question is asked, or what the result rests on and would raise it. */
export function whyView(
  protocol: Protocol,
  encounter: Encounter,
  now: Current,
  pending: Asking | null,
): View {
  const parts: Part[] = [];
  if (pending) {
    const numbers = citeNumbers(protocol, pending.question.citations);
    parts.push({ kind: "text", words: [`${pending.question.label}: `, pending.question.why] });
    parts.push({ kind: "citations", items: citationLines(protocol, numbers) });
  }
  parts.push({
    kind: "list",
    title: "What counts so far",
    items: becauseItems(protocol, now.findings, now.assessment),
  });
  return {
    kind: "why",
    handle: encounter.handle,
    title: "Why",
    parts: [...parts, ...openPart(protocol, now.assessment)],
    actions: [],
    notification: `Case ${encounter.handle}: the reasons.`,
  };
}

/** "Act on URGENT; PROVISIONAL, could be EMERGENT". Never reads as reassurance while something is unknown. */
export function headline(assessment: Assessment): string {
  const { urgency, acts_on, could_be, provisional } = assessment;
  if (!provisional) return acts_on;
  const so = urgency === null ? `act as ${acts_on}` : acts_on;
  return `${so}, PROVISIONAL${could_be === acts_on ? "" : `, could be ${could_be}`}`;
}

function meaning(protocol: Protocol, { acts_on, provisional }: Assessment): Part[] {
  const says = (urgency: Urgency) => protocol.urgencies[urgency].means;
  return [
    { kind: "text", words: [says(acts_on)], tone: "strong" },
    ...(provisional
      ? [
          {
            kind: "text",
            words: ["This is provisional: what is not known could still raise it. It does not reassure."],
            tone: "strong",
          } as const,
        ]
      : []),
  ];
}

function itemsOf(
  protocol: Protocol,
  role: Role,
  now: Current,
  at: number,
  cited: string[],
): (kind: RecommendationKind) => Item[] {
  const wording = new Wording(protocol, now.findings, now.assessment);
  const item = (recommended: Recommended): Item => {
    cited.push(...recommended.citations);
    const { text, notes, label } = wording.of(recommended, role);
    const { window } = recommended;
    const clock: Words =
      window && (window.from === "recognition" || window.from === "result")
        ? [
            ` By `,
            { time: at + window.hours * HOUR },
            ` (${index(protocol).windows.get(window.id)?.label ?? window.within}).`,
          ]
        : window
          ? [` (${index(protocol).windows.get(window.id)?.label ?? window.within}).`]
          : [];
    return {
      words: [text, ...clock, " ", { cite: citeNumbers(protocol, recommended.citations) }],
      notes: [...notes.map((note) => [note]), ...(label ? [[label]] : [])],
    };
  };
  return (kind) => now.assessment.recommendations.filter((each) => each.kind === kind).map(item);
}

const listed = (title: string, items: readonly Item[]): Part[] =>
  items.length > 0 ? [{ kind: "list", title, items }] : [];

function withheldPart(protocol: Protocol, { withheld }: Assessment, cited: string[]): Part[] {
  return listed(
    "Withheld",
    withheld.map((each) => {
      cited.push(...each.citations);
      const text = index(protocol).recommendations.get(each.id)?.text.physician ?? each.id;
      return {
        words: [`NOT NOW: ${text} `, { cite: citeNumbers(protocol, each.citations) }],
        notes: [
          [each.reason],
          [`Released by: ${each.released_by.map((id) => findingLabel(protocol, id)).join(", ")}.`],
        ],
      };
    }),
  );
}

function openPart(protocol: Protocol, assessment: Assessment): Part[] {
  return listed(
    "Not known, and could still raise it",
    assessment.open.map(({ finding, could_reach }) => ({
      words: [`${findingLabel(protocol, finding)} (to ${could_reach})`],
    })),
  );
}

function becauseItems(protocol: Protocol, findings: Current["findings"], assessment: Assessment): Item[] {
  const { rules, questions } = index(protocol);
  const items = reasons(protocol, findings, assessment).map(({ rule, urgency, sets }): Item => {
    const ways = sets.map((set) => set.map((leaf) => conditionWords(protocol, leaf)).join(" and "));
    return {
      words: [`${rules.get(rule)?.label ?? rule}${urgency ? ` (${urgency})` : ""}: ${ways.join("; or ")}`],
    };
  });
  const score = assessment.scores.map(
    ({ id, min, max }): Item => ({
      words: [`${protocol.scores.find((each) => each.id === id)?.label ?? id}: ${min} to ${max}`],
    }),
  );
  if (items.length > 0) return [...items, ...score];
  const said = Object.entries(findings).flatMap(([id, answer]): Item[] => {
    const question = questions.get(id);
    return question ? [{ words: [`${question.label}: ${answerText(question, answer)}`] }] : [];
  });
  return said.length > 0 ? said : [{ words: ["Nothing is recorded yet."] }];
}

const footer = (protocol: Protocol, at: number): Part[] => [
  {
    kind: "text",
    words: [
      `${protocol.title}, version ${protocol.version}, ${protocol.review}. `,
      { time: at },
      `. ${protocol.disclaimer}`,
    ],
    tone: "subtle",
  },
];
