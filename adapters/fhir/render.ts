/** One case as one Bundle, for a record system. Everything in it is a proposal or a record of what was answered; nothing is an order. Pure. */
import type { Bundle, Resource } from "@medplum/fhirtypes";
import { addressesOf } from "./codes.ts";
import { detectedIssuesOf, guidanceOf, provenanceOf, requestGroupOf, serviceRequestsOf } from "./guidance.ts";
import { instant } from "./moments.ts";
import { observationsOf } from "./observations.ts";
import { questionnaireOf, responseOf } from "./questionnaire.ts";
import type { RecordedCase } from "./recorded-case.ts";

/** The longest id that FHIR takes. */
const MAX_ID = 64;

/** @param base the address below which this site's codes and resources live, without a slash at the end */
export function bundleOf(recorded: RecordedCase, base: string): Bundle {
  const { protocol, handle, findings, asked, now } = recorded;
  const at = addressesOf(base, protocol);
  const idOf = (part: string) => resourceId(`${handle}.${part}`);
  // the receiver puts its own Patient here
  const subject = {
    type: "Patient",
    identifier: { system: at.caseNames, value: handle },
    display: `Subject of case ${handle}`,
  } as const;
  const status = recorded.open ? "in-progress" : recorded.amended ? "amended" : "completed";
  const response = responseOf(protocol, { id: idOf("answers"), findings, asked, status, subject, now }, at);
  const made: Resource[] = [
    response,
    ...observationsOf(recorded, subject, at, idOf),
    guidanceOf(recorded, subject, at, idOf),
    requestGroupOf(recorded, subject, idOf),
    ...serviceRequestsOf(recorded, subject, at, idOf),
    ...detectedIssuesOf(recorded, subject, at, idOf),
  ];
  const targets = made.map(({ resourceType, id }) => `${resourceType}/${id}`);
  const all: Resource[] = [questionnaireOf(protocol, at), ...made, provenanceOf(recorded, targets, at, idOf)];
  return {
    resourceType: "Bundle",
    type: "collection",
    identifier: { system: at.caseNames, value: handle },
    timestamp: instant(now),
    entry: all.map((resource) => ({
      fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  };
}

/** FHIR takes no underscore; a name that is too long keeps its beginning and is told apart by a checksum of the whole. */
function resourceId(name: string): string {
  const plain = name.replaceAll("_", "-");
  if (plain.length <= MAX_ID) return plain;
  let sum = 0x811c9dc5;
  for (const letter of plain) sum = Math.imul(sum ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  const mark = sum.toString(16).padStart(8, "0");
  return `${plain.slice(0, MAX_ID - mark.length - 1)}.${mark}`;
}
