/** An SBAR note to paste: the deadline and the unknowns come first, because the next team needs them most. */

import { answerText } from "../answers/text.ts";
import { openDeadlines } from "../case/deadlines.ts";
import { waitingText } from "../case/proposal.ts";
import type { Protocol } from "../protocol/schema.ts";
import { findingLabel } from "../triage/describe.ts";
import { index } from "../triage/index-of-protocol.ts";
import { RecommendationWording } from "../triage/wording.ts";
import { audienceOf, headline, listPart, type ResultContext, windowLabel } from "./advice.ts";
import { capital } from "./capital.ts";
import { deadlineItem } from "./deadline-list.ts";
import type { Item, View, Words } from "./outbound.ts";
import { deniedTogetherParts } from "./panel.ts";

/** Everything in it is plain text in the view's own order: nothing is folded away, so that all of it can be copied. */
export function handoffView(scene: ResultContext): View {
  const { protocol, encounter, current, now } = scene;
  const { assessment } = current;
  const rules = assessment.rules.true.map((id) => index(protocol).rules.get(id)?.label ?? id);
  return {
    kind: "handoff",
    handle: encounter.handle,
    title: `Handoff, case ${encounter.handle}`,
    urgency: assessment.acts_on,
    parts: [
      ...listPart("Clock", clockItems(scene)),
      ...listPart("Not known", unknownItems(scene)),
      ...listPart("S: Situation", [
        { words: [`${protocol.title}. Act on: ${headline(assessment)}.`] },
        { words: [protocol.urgencies[assessment.acts_on].means] },
        ...rules.map((label) => ({ words: [label] })),
      ]),
      ...listPart("B: Background", findingItems(scene, "background")),
      ...listPart("A: Assessment", findingItems(scene, "examined")),
      ...deniedTogetherParts(protocol, encounter, current.answers),
      ...listPart("R: Recommendation", adviceItems(scene)),
      {
        kind: "text",
        words: [
          `${protocol.title}, version ${protocol.version}, ${protocol.review}. As of `,
          { time: now },
          `. ${protocol.disclaimer}`,
        ],
        tone: "subtle",
      },
    ],
    actions: [],
    notification: `Case ${encounter.handle}: a handoff note.`,
  };
}

function clockItems(scene: ResultContext): Item[] {
  return openDeadlines(scene.encounter)
    .filter(({ id }) => audienceOf(scene.protocol, id) === "everyone")
    .map((deadline) => deadlineItem(scene, deadline));
}

/** First what could still raise the urgency, then whatever else was not assessed and why. */
function unknownItems({ protocol, encounter, current }: ResultContext): Item[] {
  const { assessment, findings } = current;
  const open = new Set(assessment.open.map(({ finding }) => finding));
  const raising = assessment.open.map(({ finding, could_reach }): Item => {
    const question = index(protocol).questions.get(finding);
    const why = question ? answerText(question, findings[finding]) : "not known";
    return { words: [`${findingLabel(protocol, finding)}: ${why}. Could raise it to ${could_reach}.`] };
  });
  const rest = protocol.questions.flatMap((question): Item[] => {
    const answer = findings[question.id];
    if (!answer || !("unknown" in answer) || open.has(question.id)) return [];
    return [{ words: [`${question.label}: ${answerText(question, answer)}`] }];
  });
  const waiting = waitingText(protocol, encounter).map(
    (text): Item => ({ words: [`Typed and not confirmed: ${text}`] }),
  );
  const unread = [...encounter.unread.values()].map(
    ({ words, by }): Item => ({ words: [`Typed and not read: "${words}" (`, { person: by }, ")"] }),
  );
  return [...raising, ...waiting, ...unread, ...rest];
}

/** The first section and what does not grow old are the background; everything else is the assessment. */
function findingItems(
  { protocol, encounter, current }: ResultContext,
  which: "background" | "examined",
): Item[] {
  const [first] = protocol.sections;
  const retracted = new Set(current.retracted);
  return protocol.questions.flatMap((question): Item[] => {
    const record = encounter.records.get(question.id);
    const background = question.section === first?.id || question.lasting;
    if (background !== (which === "background") || !record) return [];
    if ("unknown" in record.accepted.answer && record.conflictingAnswers.length === 0) return [];
    const rivals = record.conflictingAnswers.map(({ answer }) => answerText(question, answer));
    const disputed = rivals.length > 0 ? ` (disputed: also ${rivals.join(", ")})` : "";
    const aside = retracted.has(question.id) ? " (no longer applies)" : "";
    const words: Words = [
      `${question.label}: ${answerText(question, record.accepted.answer)}${disputed}${aside}`,
    ];
    return [{ words }];
  });
}

function adviceItems({ protocol, encounter, current, now }: ResultContext): Item[] {
  const wording = new RecommendationWording(protocol, current.findings, current.assessment, current.setting);
  const given = current.assessment.recommendations
    .filter(({ id }) => audienceOf(protocol, id) === "everyone")
    .map((recommended): Item => {
      const deadline = encounter.deadlines.get(recommended.id);
      const { window } = recommended;
      const { text, label } = wording.of(recommended, encounter.role);
      const clock: Words =
        deadline?.state === "done"
          ? [" Done."]
          : deadline?.state === "open"
            ? [deadline.due < now ? " OVERDUE since " : " By ", { time: deadline.due }, "."]
            : window
              ? [` ${capital(windowLabel(protocol, window))}.`]
              : [];
      return { words: [text, ...clock, ...(label ? [` [${label}]`] : [])] };
    });
  const withheld = current.assessment.withheld.map(
    ({ id, reason }): Item => ({
      words: [`NOT NOW: ${recommendationText(protocol, id, encounter.role)} ${reason}`],
    }),
  );
  return [...given, ...withheld];
}

const recommendationText = (
  protocol: Protocol,
  id: string,
  role: ResultContext["encounter"]["role"],
): string => index(protocol).recommendations.get(id)?.text[role] ?? id;
