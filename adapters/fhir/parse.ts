/**
 * A QuestionnaireResponse, read as findings. Pure. Everything in it came from outside: what is not an item of the protocol, has a foreign
 * code or another type is refused, each by its place. An item that is missing, or has no answer, was not asked.
 */
import { z } from "zod";
import { type Answer, type Findings, type Protocol, readAnswer } from "../../src/index.ts";
import { type Addresses, UCUM, UNITS } from "./codes.ts";
import {
  type AnswerPlace,
  isOneItem,
  NOT_KNOWN,
  type PlacedValue,
  type ProtocolQuestion,
  placesOf,
  rawOfLeaves,
  unknownLink,
} from "./fields.ts";

const period = z.object({ start: z.string(), end: z.string() });
const extensionSchema = z.object({
  url: z.string(),
  valuePeriod: period.optional(),
  valueCode: z.string().optional(),
});
const answerSchema = z.strictObject({
  id: z.string().optional(),
  extension: z.array(extensionSchema).optional(),
  valueCoding: z
    .object({ system: z.string().optional(), code: z.string().optional(), display: z.string().optional() })
    .optional(),
  valueQuantity: z
    .object({
      value: z.number(),
      unit: z.string().optional(),
      system: z.string().optional(),
      code: z.string().optional(),
    })
    .optional(),
  valueDateTime: z.string().optional(),
});
interface ResponseItem {
  linkId: string;
  text?: string | undefined;
  extension?: z.infer<typeof extensionSchema>[] | undefined;
  answer?: z.infer<typeof answerSchema>[] | undefined;
  item?: ResponseItem[] | undefined;
}
const itemSchema: z.ZodType<ResponseItem> = z.lazy(() =>
  z.strictObject({
    id: z.string().optional(),
    linkId: z.string(),
    text: z.string().optional(),
    extension: z.array(extensionSchema).optional(),
    answer: z.array(answerSchema).optional(),
    item: z.array(itemSchema).optional(),
  }),
);
const responseSchema = z.object({
  resourceType: z.literal("QuestionnaireResponse"),
  questionnaire: z.string(),
  status: z.string(),
  item: z.array(itemSchema).optional(),
  contained: z
    .array(z.looseObject({ resourceType: z.string(), derivedFrom: z.array(z.string()).optional() }))
    .optional(),
});

/** One thing that is wrong, and where: a FHIRPath. Nothing that was sent is repeated. */
export interface ResponseFault {
  where: string;
  says: string;
}

export type ResponseReading = { findings: Findings } | { faults: readonly ResponseFault[] };

/** The resource itself, or the Parameters that hold it. */
export function unwrapResponse(body: unknown): unknown {
  const parameters = z
    .object({
      resourceType: z.literal("Parameters"),
      parameter: z.array(z.object({ name: z.string(), resource: z.unknown().optional() })),
    })
    .safeParse(body);
  return parameters.success
    ? parameters.data.parameter.find(({ name }) => name === "questionnaire-response")?.resource
    : body;
}

/** Reads a response under a protocol; it must name that protocol's Questionnaire and version. @param now milliseconds since the epoch */
export function readResponse(body: unknown, protocol: Protocol, at: Addresses, now: number): ResponseReading {
  const read = responseSchema.safeParse(body);
  if (!read.success)
    return {
      faults: read.error.issues.map(({ path }) => ({
        where: fhirPath(path),
        says: "This is not what a QuestionnaireResponse of R4 with coded, measured and dated answers has here.",
      })),
    };
  const response = read.data;
  const names = [
    response.questionnaire,
    ...(response.contained ?? []).flatMap((one) => one.derivedFrom ?? []),
  ];
  if (!names.includes(at.canonical))
    return {
      faults: [
        {
          where: "QuestionnaireResponse.questionnaire",
          says: `It is another questionnaire. This one is ${at.canonical}.`,
        },
      ],
    };
  const faults: ResponseFault[] = [];
  const findings: Record<string, Answer> = {};
  const sections = new Set(protocol.sections.map(({ id }) => `section:${id}`));
  const seen = new Set<string>();
  const visit = (items: readonly ResponseItem[] | undefined, where: string) => {
    for (const [place, item] of (items ?? []).entries()) {
      const path = `${where}.item[${place}]`;
      if (sections.has(item.linkId)) {
        visit(item.item, path);
        continue;
      }
      const question = protocol.questions.find(({ id }) => id === item.linkId);
      if (!question) faults.push({ where: path, says: "The linkId is no item of this questionnaire." });
      else if (seen.has(question.id))
        faults.push({ where: path, says: `${question.id} is answered twice; keep one.` });
      else {
        seen.add(question.id);
        const answer = readItem(item, question, { protocol, at, now, path, faults });
        if (answer) findings[question.id] = answer;
      }
    }
  };
  visit(response.item, "QuestionnaireResponse");
  return faults.length > 0 ? { faults } : { findings };
}

interface ItemContext {
  protocol: Protocol;
  at: Addresses;
  now: number;
  path: string;
  faults: ResponseFault[];
}

/** The answer of one question's item; null when it has none, and was not answered. */
function readItem(item: ResponseItem, question: ProtocolQuestion, context: ItemContext): Answer | null {
  const { protocol, path, faults, at, now } = context;
  const places = placesOf(question, protocol);
  const before = faults.length;
  const leaves: [AnswerPlace, PlacedValue][] = [];
  let unknown: string | null = null;
  const parts = isOneItem(places) ? [{ ...item, linkId: question.id }] : (item.item ?? []);
  for (const [index, part] of parts.entries()) {
    const where = isOneItem(places) ? path : `${path}.item[${index}]`;
    const place = places.find(({ linkId }) => linkId === part.linkId);
    const isUnknownItem = part.linkId === unknownLink(question.id);
    if (!place && !isUnknownItem) {
      faults.push({ where, says: "The linkId is no item of this questionnaire." });
      continue;
    }
    const [answer, ...more] = part.answer ?? [];
    if (more.length > 0) faults.push({ where, says: "It has more than one answer; keep one." });
    if (!answer) continue;
    const code = answer.valueCoding?.system === at.answers ? answer.valueCoding.code : undefined;
    const reason = code === "unknown" ? "not_assessed" : NOT_KNOWN.find((one) => one.code === code)?.code;
    const mayBeUnknown = isUnknownItem || (isOneItem(places) && !isOption(place, code));
    if (mayBeUnknown && reason) unknown = reason;
    else if (place) {
      const leaf = readLeaf(answer, place, at);
      if (leaf) leaves.push([place, leaf]);
      else faults.push({ where: `${where}.answer[0]`, says: expected(place, at) });
    } else
      faults.push({
        where: `${where}.answer[0]`,
        says: `Expected not_assessed, unable or declined of ${at.answers}.`,
      });
  }
  if (unknown !== null && leaves.length > 0)
    faults.push({ where: path, says: "It is answered and not known at once." });
  if (faults.length > before || (unknown === null && leaves.length === 0)) return null;
  const reading = readAnswer(question, unknown ?? rawOfLeaves(leaves), now);
  if ("faults" in reading) {
    faults.push({ where: path, says: `${question.id} does not accept these parts together.` });
    return null;
  }
  const answered = intervalOf(item, at.answered);
  const since = intervalOf(item, at.since);
  return { ...reading.answer, ...(answered && { at: answered }), ...(since && { since }) };
}

const isOption = (place: AnswerPlace | undefined, code: string | undefined): boolean =>
  place !== undefined && "options" in place.holds && place.holds.options.some((one) => one.code === code);

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

function readLeaf(
  answer: z.infer<typeof answerSchema>,
  { holds }: AnswerPlace,
  at: Addresses,
): PlacedValue | null {
  switch (holds.type) {
    case "choice":
    case "grade": {
      const { system, code } = answer.valueCoding ?? {};
      return system === at.answers && code !== undefined && holds.options.some((one) => one.code === code)
        ? { code }
        : null;
    }
    case "quantity": {
      const { value, system, code, unit } = answer.valueQuantity ?? {};
      const isOurs = code === undefined ? unit === holds.unit : system === UCUM && code === UNITS[holds.unit];
      return value !== undefined && isOurs ? { number: value } : null;
    }
    case "moment": {
      const said = answer.valueDateTime;
      if (said === undefined || !INSTANT.test(said) || Number.isNaN(Date.parse(said))) return null;
      const exact = answer.extension?.find(({ url }) => url === at.exactness)?.valueCode ?? "minute";
      return { moment: { value: said, exact, ...intervalOf(answer, at.interval) } };
    }
  }
}

function expected({ holds }: AnswerPlace, at: Addresses): string {
  switch (holds.type) {
    case "quantity":
      return `Expected a valueQuantity in ${holds.unit}${UNITS[holds.unit] ? `, ${UCUM} code ${UNITS[holds.unit]}` : ""}.`;
    case "moment":
      return "Expected a valueDateTime with seconds and an offset, such as 2026-11-30T10:42:00+01:00.";
    default:
      return `Expected a valueCoding of ${at.answers}: ${holds.options.map(({ code }) => code).join(", ")}.`;
  }
}

/** What an extension holds, where both its ends have an offset. */
function intervalOf({ extension }: Pick<ResponseItem, "extension">, url: string) {
  const found = extension?.find((one) => one.url === url)?.valuePeriod;
  if (!found || !INSTANT.test(found.start) || !INSTANT.test(found.end)) return null;
  const [earliest, latest] = [Date.parse(found.start), Date.parse(found.end)];
  return earliest <= latest ? { earliest, latest } : null;
}

const fhirPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (at, key) =>
      typeof key === "number" ? `${at}[${key}]` : `${at}.${KNOWN_KEYS.has(String(key)) ? String(key) : "?"}`,
    "QuestionnaireResponse",
  );
/** Any other key may be somebody's words. */
const KNOWN_KEYS = new Set([
  "resourceType",
  "questionnaire",
  "status",
  "item",
  "linkId",
  "answer",
  "extension",
  "contained",
  "valueCoding",
  "valueQuantity",
  "valueDateTime",
  "text",
  "value",
  "url",
]);
