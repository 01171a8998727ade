/** Cards: urgency first, what it rests on, what was not seen, and suggestions that are proposals. Pure. */
import {
  type Assessment,
  assess,
  type Protocol,
  REQUEST_PRIORITY,
  REQUESTED_KINDS,
  RecommendationWording,
  type Setting,
  type Urgency,
} from "../../src/index.ts";
import { PREFETCH } from "./codes.ts";
import { HOOKS, type Hook, type RecordView } from "./parse.ts";

/** CDS Hooks 2.0: a summary has fewer than 140 characters. */
const MAX_SUMMARY = 139;
const MAX_LABEL = 80;
/** Beyond these the card says how many there are. */
const MOST_LISTED = 6;
const MOST_SUGGESTED = 3;

const INDICATOR = { EMERGENT: "critical", URGENT: "warning", SOON: "info", ROUTINE: "info" } as const;

export interface Card {
  uuid: string;
  indicator: "info" | "warning" | "critical";
  summary: string;
  detail: string;
  source: { label: string; url: string };
  selectionBehavior?: "any";
  suggestions?: readonly object[];
  links?: readonly object[];
}

export interface CardContext {
  protocol: Protocol;
  base: string;
  setting: Setting;
  patientId: string;
  /** A fresh random id. */
  uuid: () => string;
}

export const discoveryOf = ({ title }: Protocol) => ({
  services: HOOKS.map((hook) => ({
    hook,
    id: hook,
    title,
    description: `What the triage protocol says at ${hook}. Its suggestions are proposals; nothing is applied by itself.`,
    prefetch: PREFETCH,
    usageRequirements: "What is not prefetched counts as not known, and the card says so.",
  })),
});

/** The cards of a call; none where the record shows nothing that the protocol is about. */
export function cardsOf(hook: Hook, view: RecordView, context: CardContext): Card[] {
  if (view.procedure === "none") return [];
  const asked = hook === "patient-view" || view.drugs.length > 0 || view.imaging || view.nameless;
  if (!asked) return [];
  if (view.procedure === "unseen") return hook === "patient-view" ? [] : [unseenCard(view, context)];
  return [assessedCard(hook, view, context)];
}

function assessedCard(hook: Hook, view: RecordView, context: CardContext): Card {
  const { protocol, setting } = context;
  const result = assess(protocol, view.findings, setting);
  const wording = new RecommendationWording(protocol, view.findings, result, setting);
  const lines = result.recommendations.map((each) => ({ ...each, text: wording.line(each, "physician") }));
  const offer = hook === "patient-view" && view.proposals.length === 0;
  const ordered = view.drugs.length > 0 ? `${view.drugs.join(", ")} ordered after a spinal procedure. ` : "";
  const provisional = result.provisional ? ", PROVISIONAL" : "";
  const suggestions = lines.filter(({ kind }) => REQUESTED_KINDS.includes(kind)).slice(0, MOST_SUGGESTED);
  const card: Card = {
    ...cardBase(context),
    indicator: offer
      ? "info"
      : view.drugs.length > 0 && result.provisional
        ? "critical"
        : INDICATOR[result.acts_on],
    summary: clipped(
      `${result.acts_on}${provisional}: ${ordered}${lines[0]?.text ?? "See the details."}`,
      MAX_SUMMARY,
    ),
    detail: detailOf(view, result, lines, context),
    links: [{ label: "Open the triage questions", url: context.base, type: "absolute" }],
  };
  if (suggestions.length === 0) return card;
  return {
    ...card,
    selectionBehavior: "any",
    suggestions: suggestions.map(({ text }) => suggestionOf(text, result.acts_on, context)),
  };
}

function detailOf(
  view: RecordView,
  result: Assessment,
  lines: readonly { text: string; citations: readonly string[] }[],
  { protocol }: CardContext,
): string {
  const labels = new Map(protocol.questions.map(({ id, label }) => [id, label]));
  const open = result.open.map(({ finding }) => labels.get(finding) ?? finding);
  const procedure =
    typeof view.procedure === "object" ? [`In the record: ${plain(view.procedure.quote)}`] : [];
  return [
    `**${result.acts_on}**${result.provisional ? " **PROVISIONAL: what is not known does not reassure.**" : ""}`,
    list("What the record proposes; a person has to confirm it", [
      ...procedure,
      ...view.proposals.map(
        ({ finding, quote }) => `${plain(labels.get(finding) ?? finding)}: present (${plain(quote)})`,
      ),
    ]),
    list("Not seen", view.unseen.map(plain)),
    list("Not known, the most dangerous first", open.map(plain)),
    list(
      "Recommended",
      lines.map(({ text, citations }) => `${plain(text)} (${citations.map(plain).join(", ")})`),
    ),
    list(
      "Withheld",
      result.withheld.map(({ id, reason }) => `${plain(id)}: ${plain(reason)}`),
    ),
    plain(protocol.disclaimer),
    `${plain(protocol.title)}, version ${protocol.version}, ${plain(protocol.review)}.`,
  ]
    .filter(Boolean)
    .join("\n\n");
}

function list(heading: string, lines: readonly string[]): string {
  if (lines.length === 0) return "";
  const more = lines.length > MOST_LISTED ? [`and ${lines.length - MOST_LISTED} more`] : [];
  return [`**${heading}**`, "", ...[...lines.slice(0, MOST_LISTED), ...more].map((line) => `- ${line}`)].join(
    "\n",
  );
}

function suggestionOf(text: string, urgency: Urgency, { patientId, uuid }: CardContext): object {
  return {
    label: clipped(`Propose: ${text}`, MAX_LABEL),
    uuid: uuid(),
    actions: [
      {
        type: "create",
        description: clipped(`Draft, for whoever signs: ${text}`, MAX_SUMMARY),
        resource: {
          resourceType: "ServiceRequest",
          status: "draft",
          intent: "proposal",
          priority: REQUEST_PRIORITY[urgency],
          code: { text },
          subject: { reference: `Patient/${patientId}` },
        },
      },
    ],
  };
}

function unseenCard(view: RecordView, context: CardContext): Card {
  return {
    ...cardBase(context),
    indicator: "warning",
    summary:
      "NOT CHECKED: whether there was a spinal procedure could not be seen. Ask, and triage if there was one.",
    detail: [list("Not seen", view.unseen.map(plain)), plain(context.protocol.disclaimer)].join("\n\n"),
    links: [{ label: "Open the triage questions", url: context.base, type: "absolute" }],
  };
}

/** Said on a card: an empty list would mean that there is nothing to say. */
export const failureCard = (context: Pick<CardContext, "protocol" | "base" | "uuid">): Card => ({
  ...cardBase(context),
  indicator: "warning",
  summary: "NOT CHECKED: the triage service failed on this request. This is no all-clear.",
  detail: "Nothing was assessed. Use the protocol by another way, and tell whoever runs this service.",
});

const cardBase = ({ protocol, base, uuid }: Pick<CardContext, "protocol" | "base" | "uuid">) => ({
  uuid: uuid(),
  source: { label: `${protocol.title} ${protocol.version} (${protocol.review})`, url: base },
});

/** Cut between characters as people see them. */
function clipped(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  let cut = "";
  for (const { segment } of new Intl.Segmenter("en").segment(line)) {
    if (cut.length + segment.length > most - 1) break;
    cut += segment;
  }
  return `${cut.trimEnd()}\u2026`;
}

/** As words in Markdown: nothing in a record or a protocol becomes a link, a picture or HTML. */
const plain = (text: string): string => text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#+!|~&-]/g, "\\$&");
