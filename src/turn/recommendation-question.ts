/** A question whether something may be done: its state in this case comes first, then what the sources say. */
import { index } from "../triage/index-of-protocol.ts";
import { type RecommendationState, recommendationStateOf } from "../triage/recommendation-state.ts";
import { adviceParts, type ResultContext, withheldParts } from "../views/advice.ts";
import { citationLines, citeNumbers } from "../views/cited-sources.ts";
import { knowledgeList } from "../views/notices.ts";
import type { Part, View } from "../views/outbound.ts";
import { askedAbout, readsAsQuestion, searchCitations } from "./citation-search.ts";
import { resultContextOf } from "./result-context.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/**
 * Answers words that mention a recommendation by name. What must not be done now is said to anybody in the thread; the
 * rest only to a person who asks the bot.
 * @returns whether it was answered
 */
export function answerRecommendationQuestion(draft: TurnBuilder, words: string, addressed: boolean): boolean {
  if (!readsAsQuestion(draft.context.lists, words)) return false;
  const scene = resultContextOf(draft);
  const { findings, assessment, setting } = scene.current;
  const asked = askedAbout(draft.protocol, words)
    .map(
      (id): AskedRecommendation => ({
        id,
        state: recommendationStateOf(draft.protocol, findings, assessment, id, setting),
      }),
    )
    .filter(({ state }) => addressed || state.kind === "held");
  if (asked.length === 0) return false;
  draft.post(recommendationStateView(scene, asked, words));
  return true;
}

interface AskedRecommendation {
  id: string;
  state: RecommendationState;
}

/** The state of each of these recommendations, with what the sources say about the question. */
function recommendationStateView(
  scene: ResultContext,
  asked: readonly AskedRecommendation[],
  words: string,
): View {
  const { protocol, encounter } = scene;
  const cited: string[] = [];
  const parts = asked.flatMap((each) => stateParts(scene, each, cited));
  const numbers = citeNumbers(protocol, cited);
  const further = searchCitations(protocol, words).filter(({ number }) => !numbers.includes(number));
  return {
    kind: "citation",
    handle: encounter.handle,
    title: "How it stands in this case",
    parts: [
      ...parts,
      ...(further.length > 0 ? [knowledgeList(further)] : []),
      {
        kind: "fold",
        title: "Sources",
        parts: [{ kind: "citations", items: [...citationLines(protocol, numbers), ...further] }],
      },
    ],
    actions: [],
    notification: `Case ${encounter.handle}: a reply to a question.`,
  };
}

function stateParts(scene: ResultContext, { id, state }: AskedRecommendation, cited: string[]): Part[] {
  const { protocol, encounter, current } = scene;
  const only = (assessment: Partial<typeof current.assessment>): ResultContext => ({
    ...scene,
    current: {
      ...current,
      assessment: { ...current.assessment, recommendations: [], withheld: [], ...assessment },
    },
  });
  switch (state.kind) {
    case "held":
      return withheldParts(only({ withheld: [state.withheld] }), cited);
    case "recommended":
      return adviceParts(only({ recommendations: [state.recommended] }), cited);
    case "silent": {
      const source = index(protocol).recommendations.get(id);
      if (!source) return [];
      cited.push(...source.citations);
      return [
        {
          kind: "list",
          title: "Nothing that is recorded recommends it",
          items: [
            {
              words: [`${source.text[encounter.role]} `, { cite: citeNumbers(protocol, source.citations) }],
              notes: [["This is what it says where it is recommended. It is not advice to do it here."]],
            },
          ],
        },
      ];
    }
  }
}
