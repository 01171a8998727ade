/** What a record system sends, read under the protocol: what it may propose, and what could not be seen. Pure. */
import { z } from "zod";
import {
  DAY_MS,
  type Findings,
  HOUR_MS,
  kindOf,
  leafTruth,
  type Protocol,
  readAnswer,
  type Value,
} from "../../src/index.ts";
import {
  DRUGS,
  IMAGING_WORDS,
  type PREFETCH,
  PROCEDURE,
  PROCEDURE_TIME,
  PROCEDURE_WORDS,
  TEMPERATURE,
} from "./codes.ts";

export const HOOKS = ["order-sign", "patient-view"] as const;
export type Hook = (typeof HOOKS)[number];

const loose = z.record(z.string(), z.unknown());
const callSchema = z.looseObject({
  hook: z.string(),
  hookInstance: z.uuid(),
  fhirServer: z.url().optional(),
  fhirAuthorization: loose.optional(),
  context: z.looseObject({
    patientId: z.string().regex(/^[A-Za-z0-9\-.]{1,64}$/),
    draftOrders: z.unknown().optional(),
  }),
  prefetch: z.record(z.string(), z.unknown()).nullish(),
});
const feedbackSchema = z.looseObject({
  feedback: z
    .array(
      z
        .looseObject({
          card: z.string().min(1),
          outcome: z.enum(["accepted", "overridden"]),
          acceptedSuggestions: z.array(z.looseObject({ id: z.string().min(1) })).optional(),
          outcomeTimestamp: z.iso.datetime({ offset: true }),
        })
        .refine((one) => one.outcome !== "accepted" || (one.acceptedSuggestions?.length ?? 0) > 0),
    )
    .min(1),
});

export type Feedback = z.output<typeof feedbackSchema>["feedback"];
type HookCall = z.output<typeof callSchema>;
export interface CallRefusal {
  status: 400 | 412;
  says: string;
}

export function readCall(body: unknown, hook: Hook): { call: HookCall } | CallRefusal {
  const read = callSchema.safeParse(body);
  if (!read.success) return refusedAt(read.error);
  if (read.data.hook !== hook) return { status: 400, says: `This service answers the hook ${hook}.` };
  if (read.data.fhirAuthorization !== undefined && read.data.fhirServer === undefined)
    return { status: 400, says: "fhirAuthorization is there without fhirServer." };
  if (hook === "order-sign" && resourcesIn(read.data.context.draftOrders) === null)
    return { status: 412, says: "context.draftOrders is no Bundle: without the orders nothing can be said." };
  return { call: read.data };
}

export function readFeedback(body: unknown): Feedback | CallRefusal {
  const read = feedbackSchema.safeParse(body);
  return read.success ? read.data.feedback : refusedAt(read.error);
}

/** Names the places, and repeats nothing of what was sent: it may name a patient. */
const KNOWN =
  /^(hook|hookInstance|fhirServer|fhirAuthorization|context|patientId|prefetch|feedback|card|outcome|acceptedSuggestions|id|outcomeTimestamp|\d+)$/;
const refusedAt = ({ issues }: z.ZodError): CallRefusal => ({
  status: 400,
  says: `Not accepted: ${[
    ...new Set(
      issues.map(
        ({ path }) =>
          path
            .map(String)
            .filter((key) => KNOWN.test(key))
            .join(".") || "the body",
      ),
    ),
  ].join(", ")}. See docs/cds-hooks.md.`,
});

/** One thing in the record that speaks for a finding, and never against one. */
export interface RecordProposal {
  finding: string;
  raw: unknown;
  /** As the record has it. */
  quote: string;
}

/** What a call shows. */
export interface RecordView {
  /** The protocol's words for the drugs that are being ordered. */
  drugs: readonly string[];
  imaging: boolean;
  /** Whether an order has no name to read. */
  nameless: boolean;
  /** "unseen" where it was not obtained, only in part, or without names. */
  procedure: "unseen" | "none" | { quote: string };
  proposals: readonly RecordProposal[];
  findings: Findings;
  /** What could not be seen, in words. */
  unseen: readonly string[];
}

type Fhir = Record<string, unknown>;
const isMap = (data: unknown): data is Fhir =>
  data !== null && typeof data === "object" && !Array.isArray(data);

/** The resources of a Bundle; null where it is none. An OperationOutcome inside means that something is missing. */
function resourcesIn(data: unknown): { found: Fhir[]; partly: boolean } | null {
  if (!isMap(data) || data.resourceType !== "Bundle") return null;
  const entries = Array.isArray(data.entry) ? data.entry : [];
  const all = entries.map((entry) => (isMap(entry) ? entry.resource : undefined));
  const found = all.filter(isMap).filter((each) => each.resourceType !== "OperationOutcome");
  const links = Array.isArray(data.link) ? data.link : [];
  const next = links.some((link) => isMap(link) && link.relation === "next");
  return { found, partly: next || found.length < all.length };
}

type PrefetchList = { found: Fhir[]; partly: boolean } | "not obtained";

/** Six shapes, three meanings: a key left out or an error was not obtained; null or an empty Bundle holds nothing; else found. */
export function obtained(prefetch: Fhir | null | undefined, key: string): PrefetchList {
  if (!prefetch || !(key in prefetch)) return "not obtained";
  if (prefetch[key] === null) return { found: [], partly: false };
  const read = resourcesIn(prefetch[key]);
  if (read === null || (read.partly && read.found.length === 0)) return "not obtained";
  return read;
}

const partlyObtained = (prefetch: Fhir | null | undefined, key: string): boolean => {
  const got = obtained(prefetch, key);
  return got === "not obtained" || got.partly;
};

const SEEN_AS: Readonly<Record<keyof typeof PREFETCH, string>> = {
  procedures: "procedures",
  medications: "active medication orders",
  temperature: "the temperature",
};

export function readRecord(call: HookCall, protocol: Protocol, now: number): RecordView {
  const unseen: string[] = [];
  const listOf = (key: keyof typeof PREFETCH): Fhir[] | null => {
    const got = obtained(call.prefetch, key);
    if (got === "not obtained") unseen.push(`${SEEN_AS[key]} (not obtained)`);
    else if (got.partly) unseen.push(`${SEEN_AS[key]} (only a part was obtained)`);
    return got === "not obtained" ? null : got.found;
  };
  const names = drugNames(protocol);
  const orders = resourcesIn(call.context.draftOrders)?.found ?? [];
  const texts = orders.map((order) => ({ order, text: namedIn(order, orders) }));
  const nameless = texts.filter(
    ({ order, text }) => order.resourceType === "MedicationRequest" && text === "",
  );
  if (nameless.length > 0) unseen.push(`${nameless.length} of the orders (without a name)`);
  const procedures = listOf("procedures");
  const spinal = procedures?.filter((each) => isSpinal(each, protocol, now)) ?? [];
  const unnamed = procedures?.filter((each) => namedIn(each, []) === "").length ?? 0;
  if (unnamed > 0) unseen.push(`${unnamed} of the procedures (without a name)`);
  // a page that was not sent, or a procedure by its code alone, may be the injection
  const couldHide = procedures === null || unnamed > 0 || partlyObtained(call.prefetch, "procedures");
  const proposals = [
    ...drugProposals(listOf("medications") ?? [], names, protocol, unseen),
    ...temperatureProposals(listOf("temperature") ?? [], protocol, now, unseen),
  ];
  const answers = proposals.flatMap(({ finding, raw }) => {
    const question = protocol.questions.find(({ id }) => id === finding);
    const read = question && readAnswer(question, raw, now);
    return read && "answer" in read ? [[finding, read.answer] as const] : [];
  });
  return {
    nameless: nameless.length > 0,
    drugs: [...new Set(texts.flatMap(({ order, text }) => (isDrug(order) ? wordsFound(text, names) : [])))],
    imaging: texts.some(
      ({ order, text }) =>
        order.resourceType === "ServiceRequest" && wordsFound(text, IMAGING_WORDS).length > 0,
    ),
    procedure: spinal[0] ? { quote: quoteOf(spinal[0]) } : couldHide ? "unseen" : "none",
    proposals,
    findings: Object.fromEntries(answers),
    unseen,
  };
}

const isDrug = (order: Fhir) => order.resourceType === "MedicationRequest";

function drugProposals(found: Fhir[], names: readonly string[], protocol: Protocol, unseen: string[]) {
  if (!protocol.questions.some(({ id }) => id === DRUGS.finding)) return [];
  const nameless = found.filter((each) => isDrug(each) && namedIn(each, found) === "").length;
  if (nameless > 0) unseen.push(`${nameless} of the active medication orders (without a name)`);
  return found
    .filter((each) => isDrug(each) && wordsFound(namedIn(each, found), names).length > 0)
    .map((each) => ({ finding: DRUGS.finding, raw: true, quote: quoteOf(each, found) }));
}

/** A temperature that the protocol reads as fever; a lower or an older one says nothing, and one that cannot be read is said. */
function temperatureProposals(
  found: Fhir[],
  protocol: Protocol,
  now: number,
  unseen: string[],
): RecordProposal[] {
  const question = protocol.questions.find(({ id }) => id === TEMPERATURE.question);
  if (!question) return [];
  const proposals: RecordProposal[] = [];
  for (const each of found) {
    const { value, code } = isMap(each.valueQuantity) ? each.valueQuantity : {};
    const unit = TEMPERATURE.units[code as keyof typeof TEMPERATURE.units];
    const at = dateOf(each);
    const raw = `${value} ${unit}`;
    const read = readAnswer(question, raw, now);
    const measured = "answer" in read && "value" in read.answer ? read.answer.value : null;
    const stands = ["final", "amended", "corrected"].includes(String(each.status));
    if (typeof value !== "number" || unit === undefined || at === null || !stands || measured === null)
      unseen.push("a temperature (its value, unit, time or status cannot be read)");
    else if (now - at.ms <= DAY_MS && at.ms - now <= HOUR_MS && isPresent(question, measured))
      proposals.push({ finding: question.id, raw, quote: `${raw}, ${at.text}` });
  }
  return proposals;
}

const isPresent = (question: Protocol["questions"][number], value: Value): boolean =>
  leafTruth(question, undefined, { kind: "present", finding: question.id }, value) === true;

function isSpinal(resource: Fhir, protocol: Protocol, now: number): boolean {
  if (["entered-in-error", "not-done"].includes(String(resource.status))) return false;
  const words = [...wordsOfProtocol(protocol, PROCEDURE), ...PROCEDURE_WORDS];
  if (wordsFound(namedIn(resource, []), words).length === 0) return false;
  const time = protocol.questions.find(({ id }) => id === PROCEDURE_TIME);
  const at = dateOf(resource);
  if (time === undefined || at === null || at.ms > now) return true;
  // what that question does not take is too long ago
  return !("faults" in readAnswer(time, Math.floor((now - at.ms) / HOUR_MS), now));
}

/** These options name nothing. */
const NAMELESS = ["other", "none"];

/** The protocol's words for a question's options and examples. */
function wordsOfProtocol(protocol: Protocol, id: string): string[] {
  const answer = protocol.questions.find((one) => one.id === id)?.answer;
  if (!answer) return [];
  const kind = kindOf(answer);
  const options = kind.choices(answer)?.options ?? [];
  return [
    ...options.filter((one) => !NAMELESS.includes(one.id)).flatMap(({ also }) => also),
    ...kind
      .vocabulary(answer)
      .filter(
        ({ means }) => means.is === "example" || (means.is === "option" && !NAMELESS.includes(means.option)),
      )
      .flatMap(({ also }) => also),
  ];
}

const drugNames = (protocol: Protocol): string[] =>
  [DRUGS.named, DRUGS.finding].flatMap((id) => wordsOfProtocol(protocol, id));

function wordsFound(text: string, words: readonly string[]): string[] {
  const plain = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `;
  return words.filter((word) => plain.includes(` ${word.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ")} `));
}

/** The text and the displays by which a resource names what it is about; a referenced medication is looked up beside it. */
function namedIn(resource: Fhir, beside: readonly Fhir[]): string {
  const { medicationReference: reference } = resource;
  const direct = [resource.code, resource.medicationCodeableConcept].flatMap(conceptTexts);
  if (!isMap(reference)) return direct.join("; ");
  const id = String(reference.reference ?? "");
  const contained = Array.isArray(resource.contained) ? resource.contained.filter(isMap) : [];
  const target = [
    ...contained.filter((each) => `#${each.id}` === id),
    ...beside.filter((each) => each.resourceType === "Medication" && id.endsWith(`Medication/${each.id}`)),
  ];
  const display = typeof reference.display === "string" ? [reference.display] : [];
  return [...direct, ...display, ...target.flatMap(({ code }) => conceptTexts(code))].join("; ");
}

function conceptTexts(concept: unknown): string[] {
  if (!isMap(concept)) return [];
  const codings = Array.isArray(concept.coding) ? concept.coding.filter(isMap) : [];
  return [concept.text, ...codings.map(({ display }) => display)].filter(
    (each): each is string => typeof each === "string" && each.trim() !== "",
  );
}

const DATES = ["effectiveDateTime", "performedDateTime", "authoredOn"] as const;

function dateOf(resource: Fhir): { ms: number; text: string } | null {
  const period = isMap(resource.performedPeriod)
    ? (resource.performedPeriod.end ?? resource.performedPeriod.start)
    : null;
  for (const text of [...DATES.map((key) => resource[key]), period]) {
    const ms = typeof text === "string" ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(ms)) return { ms, text: text as string };
  }
  return null;
}

const QUOTED_LENGTH = 80;

function quoteOf(resource: Fhir, beside: readonly Fhir[] = []): string {
  const name = namedIn(resource, beside);
  const short = name.length > QUOTED_LENGTH ? `${name.slice(0, QUOTED_LENGTH - 1)}\u2026` : name;
  return [short, dateOf(resource)?.text ?? "no date"].join(", ");
}
