/** The parts that results share: what to do and by when, what is withheld, what is unknown, and why. */

import { answerText } from "../answers/text.ts";
import type { CurrentState } from "../case/current.ts";
import type { Encounter } from "../case/encounter.ts";
import {
  type Protocol,
  RECOMMENDATION_KINDS,
  type Recommendation,
  type RecommendationKind,
  type Urgency,
} from "../protocol/schema.ts";
import { type HospitalConfig, servicesBeside } from "../site/hospital-config.ts";
import type { Assessment } from "../triage/assess.ts";
import { conditionWords, findingLabel } from "../triage/describe.ts";
import { reasons } from "../triage/explain.ts";
import { index } from "../triage/index-of-protocol.ts";
import { knowsTime } from "../triage/moment.ts";
import type { ActiveRecommendation, WindowReading, WithheldRecommendation } from "../triage/recommend.ts";
import { RecommendationWording } from "../triage/wording.ts";
import { capital } from "./capital.ts";
import { citationLines, citeNumbers } from "./cited-sources.ts";
import type { Item, Part, Words } from "./outbound.ts";

/** What a view of a result is built from. */
export interface ResultContext {
  protocol: Protocol;
  encounter: Encounter;
  current: CurrentState;
  site: HospitalConfig;
  /** Milliseconds since the epoch. */
  now: number;
}

export const KIND_TITLES: Record<RecommendationKind, string> = {
  imaging: "Imaging",
  laboratory: "Laboratory",
  consult: "Consults",
  treatment: "Treatment",
  disposition: "Disposition",
  caution: "Cautions",
  assessment: "Examination and assessment",
  followup: "Follow-up",
};
const MS_PER_HOUR = 3_600_000;

/** "act as URGENT, PROVISIONAL, could be EMERGENT". Never reads as reassurance while something is unknown. */
export function headline(assessment: Assessment): string {
  const { urgency, acts_on, could_be, provisional } = assessment;
  if (!provisional) return acts_on;
  const so = urgency === null ? `act as ${acts_on}` : acts_on;
  return `${so}, PROVISIONAL${could_be === acts_on ? "" : `, could be ${could_be}`}`;
}

export function meaningParts(protocol: Protocol, { acts_on, provisional }: Assessment): Part[] {
  const says = (urgency: Urgency) => protocol.urgencies[urgency].means;
  const parts: Part[] = [{ kind: "text", words: [says(acts_on)], tone: "strong" }];
  if (provisional)
    parts.push({
      kind: "text",
      words: ["This is provisional: what is not known could still raise it. It does not reassure."],
      tone: "strong",
    });
  return parts;
}

/** Whether the thread may see a recommendation: what is for the owner only is told to the owner. */
export const audienceOf = (protocol: Protocol, id: string): Recommendation["audience"] =>
  index(protocol).recommendations.get(id)?.audience ?? "everyone";

/** What is recommended, by kind, each with its deadline, services and sources; the citations are added to `cited`. */
export function adviceParts(
  scene: ResultContext,
  cited: string[],
  kinds: readonly RecommendationKind[] = RECOMMENDATION_KINDS,
  audience: Recommendation["audience"] = "everyone",
): Part[] {
  const { protocol, current, encounter } = scene;
  const wording = new RecommendationWording(protocol, current.findings, current.assessment, current.setting);
  const item = (recommended: ActiveRecommendation): Item => {
    cited.push(...recommended.citations);
    const { text, notes, label } = wording.of(recommended, encounter.role);
    return {
      words: [
        text,
        ...deadlineWords(scene, recommended),
        " ",
        { cite: citeNumbers(protocol, recommended.citations) },
      ],
      notes: [
        ...notes.map((note) => [note]),
        ...servicesBeside(scene.site, recommended).map(({ title, says, url }) => [
          `${title}: ${says}${url ? ` ${url}` : ""}`,
        ]),
        ...(label ? [[label]] : []),
      ],
    };
  };
  return kinds.flatMap((kind) =>
    listPart(
      KIND_TITLES[kind],
      current.assessment.recommendations
        .filter((each) => each.kind === kind && audienceOf(protocol, each.id) === audience)
        .map(item),
    ),
  );
}

/** By when: the running deadline, otherwise the window counted from the first recommendation. */
function deadlineWords(
  { protocol, encounter, now }: ResultContext,
  { id, window }: ActiveRecommendation,
): Words {
  if (!window) return [];
  const label = windowLabel(protocol, window);
  // "now" is no hour later: where the protocol counts time, it is said as it is until that hour has passed
  const isNow = knowsTime(protocol) && window.id === protocol.provisional.window;
  const deadline = encounter.deadlines.get(id);
  if (deadline?.state === "done") return [deadline.late ? " Done, late." : " Done."];
  if (deadline?.state === "open")
    return deadline.due < now
      ? [" OVERDUE since ", { time: deadline.due }, ` (${label}).`]
      : isNow
        ? [" Now."]
        : [" By ", { time: deadline.due }, ` (${label}).`];
  if (isNow) return [" Now."];
  if (window.from !== "recognition" && window.from !== "result") return [` ${capital(label)}.`];
  const due = (encounter.since.get(id) ?? now) + window.hours * MS_PER_HOUR;
  // Nobody marks these as done, so one whose time is past is not called overdue, nor does it read as still to come.
  return [due < now ? " Was to be by " : " By ", { time: due }, ` (${label}).`];
}

export const windowLabel = (protocol: Protocol, window: WindowReading): string =>
  index(protocol).windows.get(window.id)?.label ?? window.within;

export const listPart = (title: string, items: readonly Item[]): Part[] =>
  items.length > 0 ? [{ kind: "list", title, items }] : [];

export function withheldParts(
  { protocol, encounter, current }: Pick<ResultContext, "protocol" | "encounter" | "current">,
  cited: string[],
): Part[] {
  return listPart(
    "Withheld",
    current.assessment.withheld.map((each) => {
      cited.push(...each.citations);
      const text = index(protocol).recommendations.get(each.id)?.text[encounter.role] ?? each.id;
      return {
        words: [`NOT NOW: ${text} `, { cite: citeNumbers(protocol, each.citations) }],
        notes: [[each.reason], ...releaseNotes(protocol, each)],
      };
    }),
  );
}

/** What opens a gate: exactly what is not met, each with what to do, and the hour at which time alone meets it. */
function releaseNotes(protocol: Protocol, { released_by, release }: WithheldRecommendation): Words[] {
  if (!release) return [[`Released by: ${released_by.map((id) => findingLabel(protocol, id)).join(", ")}.`]];
  return [
    ["What has to be known before:"],
    ...release.map(({ say, at }): Words => (at === undefined ? [say] : [`${say}: `, { time: at }, "."])),
  ];
}

export function openParts(protocol: Protocol, assessment: Assessment): Part[] {
  return listPart(
    "Not known, and could still raise it",
    assessment.open.map(({ finding, could_reach }) => ({
      words: [`${findingLabel(protocol, finding)} (to ${could_reach})`],
    })),
  );
}

export function becauseItems(protocol: Protocol, { findings, assessment, setting }: CurrentState): Item[] {
  const { rules, questions } = index(protocol);
  const items = reasons(protocol, findings, assessment, setting).map(({ rule, urgency, sets }): Item => {
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

export const sourcesFold = (protocol: Protocol, cited: readonly string[]): Part => ({
  kind: "fold",
  title: "Sources",
  parts: [{ kind: "citations", items: citationLines(protocol, citeNumbers(protocol, cited)) }],
});

export const footer = (protocol: Protocol, at: number): Part[] => [
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
