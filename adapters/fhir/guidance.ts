/** The assessment: a GuidanceResponse, what it recommends as proposals, and what is withheld. Nothing here is an order. Pure. */
import type {
  DetectedIssue,
  GuidanceResponse,
  Parameters,
  Provenance,
  Reference,
  RelatedArtifact,
  RequestGroup,
  RequestGroupAction,
  ServiceRequest,
} from "@medplum/fhirtypes";
import {
  type Assessment,
  HOUR_MS,
  REQUEST_PRIORITY,
  REQUESTED_KINDS,
  URGENCIES,
  type Urgency,
} from "../../src/index.ts";
import { type Addresses, PROVENANCE_AGENT } from "./codes.ts";
import { instant } from "./moments.ts";
import { nameOf } from "./observations.ts";
import type { RecordedCase } from "./recorded-case.ts";

type PatientReference = Reference<import("@medplum/fhirtypes").Patient>;
type RecommendationEntry = Assessment["recommendations"][number];

export const isRequested = ({ kind }: RecommendationEntry): boolean => REQUESTED_KINDS.includes(kind);

/** The highest urgency of the rules that ask for it, and never above what the case acts on. */
function priorityOf({ because }: RecommendationEntry, { protocol, assessment }: RecordedCase) {
  const asked = protocol.rules
    .filter(({ id }) => because.includes(id))
    .flatMap(({ urgency, raised, acts_on }) => [urgency, raised?.to, acts_on])
    .filter((each): each is Urgency => URGENCIES.includes(each as Urgency));
  const acts = URGENCIES.indexOf(assessment.acts_on);
  const highest = Math.max(...asked.map((each) => URGENCIES.indexOf(each)), asked.length === 0 ? acts : 0);
  return REQUEST_PRIORITY[URGENCIES[Math.min(highest, acts)] ?? "EMERGENT"];
}

function citationsOf(ids: readonly string[], { protocol }: RecordedCase): RelatedArtifact[] {
  return ids.flatMap((id): RelatedArtifact[] => {
    const citation = protocol.citations.find((one) => one.id === id);
    const source = protocol.references.find((one) => one.id === citation?.reference);
    return citation && source
      ? [{ type: "citation", display: citation.says, citation: source.title, url: source.url }]
      : [];
  });
}

/** The requests that stand by themselves, as drafts of a proposal. */
export function serviceRequestsOf(
  recorded: RecordedCase,
  subject: PatientReference,
  at: Addresses,
  idOf: (part: string) => string,
): ServiceRequest[] {
  return recorded.assessment.recommendations.filter(isRequested).map((each): ServiceRequest => {
    const { text, notes, label } = recorded.words(each.id);
    const { window } = each;
    const from = recorded.since(each.id);
    const remarks = [...notes, ...(label === null ? [] : [label]), recorded.protocol.disclaimer];
    return {
      resourceType: "ServiceRequest",
      id: idOf(each.id),
      status: "draft",
      intent: "proposal",
      priority: priorityOf(each, recorded),
      code: {
        coding: [{ system: at.recommendations, version: recorded.protocol.version, code: each.id }],
        text,
      },
      subject,
      authoredOn: instant(recorded.now),
      ...(window?.from === "recognition" && {
        occurrencePeriod: { start: instant(from), end: instant(from + window.hours * HOUR_MS) },
      }),
      note: remarks.map((remark) => ({ text: remark })),
    };
  });
}

/** Everything recommended, in the order in which it is shown, each with its sources. */
export function requestGroupOf(
  recorded: RecordedCase,
  subject: PatientReference,
  idOf: (part: string) => string,
): RequestGroup {
  const { assessment, protocol } = recorded;
  return {
    resourceType: "RequestGroup",
    id: idOf("recommendations"),
    status: "draft",
    intent: "proposal",
    priority: REQUEST_PRIORITY[assessment.acts_on],
    subject,
    authoredOn: instant(recorded.now),
    note: [{ text: protocol.disclaimer }, { text: `Review of the protocol: ${protocol.review}.` }],
    action: assessment.recommendations.map((each): RequestGroupAction => {
      const { text, notes, label } = recorded.words(each.id);
      const documentation = citationsOf(each.citations, recorded);
      return {
        title: each.id,
        description: [text, ...notes, ...(label === null ? [] : [label])].join(" "),
        priority: priorityOf(each, recorded),
        ...(documentation.length > 0 && { documentation }),
        // an action names what it is about; a treatment, a caution or a disposition is no request, and is named in words
        resource: isRequested(each) ? { reference: `ServiceRequest/${idOf(each.id)}` } : { display: text },
      };
    }),
  };
}

/** A treatment that a rule recommends and a gate holds back: why, and what releases it. Never a medication request. */
export function detectedIssuesOf(
  recorded: RecordedCase,
  subject: PatientReference,
  at: Addresses,
  idOf: (part: string) => string,
): DetectedIssue[] {
  return recorded.assessment.withheld.map(
    ({ id, reason, released_by, release }): DetectedIssue => ({
      resourceType: "DetectedIssue",
      id: idOf(`withheld.${id}`),
      status: recorded.assessment.provisional ? "preliminary" : "final",
      code: {
        coding: [{ system: at.recommendations, code: id }],
        text: `Withheld: ${recorded.words(id).text}`,
      },
      severity: "high",
      patient: subject,
      identifiedDateTime: instant(recorded.now),
      detail: reason,
      ...((release?.length ?? released_by.length) > 0 && {
        mitigation: (release?.map(({ say }) => say) ?? released_by).map((say) => ({ action: { text: say } })),
      }),
    }),
  );
}

/** "success" only where nothing unknown could still raise it. */
const guidanceStatus = ({ urgency, provisional }: Assessment): GuidanceResponse["status"] =>
  urgency === null ? "data-required" : provisional ? "data-requested" : "success";

export function guidanceOf(
  recorded: RecordedCase,
  subject: PatientReference,
  at: Addresses,
  idOf: (part: string) => string,
): GuidanceResponse {
  const { assessment, protocol } = recorded;
  const { urgency, could_be, acts_on, provisional, open } = assessment;
  const out: Parameters = {
    resourceType: "Parameters",
    id: "out",
    parameter: [
      ...(urgency === null ? [] : [{ name: "urgency", valueCode: urgency }]),
      { name: "could_be", valueCode: could_be },
      { name: "acts_on", valueCode: acts_on },
      { name: "provisional", valueBoolean: provisional },
    ],
  };
  return {
    resourceType: "GuidanceResponse",
    id: idOf("assessment"),
    contained: [out],
    moduleCanonical: at.canonical,
    status: guidanceStatus(assessment),
    subject,
    occurrenceDateTime: instant(recorded.now),
    note: [
      { text: statementOf(recorded) },
      { text: protocol.disclaimer },
      { text: `Review of the protocol: ${protocol.review}.` },
    ],
    outputParameters: { reference: "#out" },
    result: { reference: `RequestGroup/${idOf("recommendations")}` },
    ...(open.length > 0 && {
      dataRequirement: open.map(({ finding }) => ({
        type: "Observation",
        codeFilter: [
          {
            path: "code",
            code: [{ system: at.findings, code: finding, display: labelOf(finding, recorded) }],
          },
        ],
      })),
    }),
  };
}

const labelOf = (finding: string, { protocol }: RecordedCase): string =>
  protocol.questions.find(({ id }) => id === finding)?.label ?? finding;

/** In words, what must not be left out where the assessment is shown. */
export function statementOf(recorded: RecordedCase): string {
  const { acts_on, could_be, provisional, open } = recorded.assessment;
  if (!provisional) return `Act on: ${acts_on}.`;
  const names = open.map(({ finding }) => labelOf(finding, recorded)).join("; ");
  return `PROVISIONAL. Act on: ${acts_on}. It could be ${could_be}. ${names === "" ? "" : `Not known: ${names}.`}`.trim();
}

/** By what engine and protocol it was made, from whose answers, and from which record. */
export function provenanceOf(
  recorded: RecordedCase,
  targets: readonly string[],
  at: Addresses,
  idOf: (part: string) => string,
): Provenance {
  const { protocol } = recorded;
  const people = new Set([...recorded.recorded.values()].flatMap(({ by }) => (by ? [nameOf(by)] : [])));
  const agentType = (code: string) => ({ coding: [{ system: PROVENANCE_AGENT, code }] });
  return {
    resourceType: "Provenance",
    id: idOf("provenance"),
    target: targets.map((reference) => ({ reference })),
    recorded: instant(recorded.now),
    agent: [
      { type: agentType("assembler"), who: { display: `Triage engine, ${protocol.id} ${protocol.version}` } },
      ...[...people].map((display) => ({ type: agentType("author"), who: { display } })),
    ],
    entity: [{ role: "source", what: { identifier: { system: at.records, value: recorded.hash } } }],
  };
}
