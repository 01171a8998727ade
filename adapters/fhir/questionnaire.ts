/** The protocol's questions as a Questionnaire, and answers as its response. Pure. */
import type {
  Extension,
  Questionnaire,
  QuestionnaireItem,
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from "@medplum/fhirtypes";
import type { Findings, Protocol } from "../../src/index.ts";
import { type Addresses, UCUM, UNITS } from "./codes.ts";
import {
  type AnswerPlace,
  isOneItem,
  leafAt,
  NOT_KNOWN,
  type PlacedValue,
  type ProtocolQuestion,
  placesOf,
  unknownLink,
} from "./fields.ts";
import { instant, intervalOfMoment, moment } from "./moments.ts";

const choiceItem = (
  linkId: string,
  text: string,
  options: readonly { code: string; display: string }[],
  { answers }: Addresses,
): QuestionnaireItem => ({
  linkId,
  text,
  type: "choice",
  answerOption: options.map(({ code, display }) => ({ valueCoding: { system: answers, code, display } })),
});

function placeItem({ linkId, text, holds }: AnswerPlace, at: Addresses): QuestionnaireItem {
  if (holds.type === "quantity") return { linkId, text: `${text} (${holds.unit})`, type: "quantity" };
  if (holds.type === "moment") return { linkId, text, type: "dateTime" };
  return choiceItem(linkId, text, holds.options, at);
}

/** One question: an item, or a group of its parts and one for "not known". Nothing in it has a value that is preset. */
export function questionItem(
  question: ProtocolQuestion,
  protocol: Protocol,
  at: Addresses,
): QuestionnaireItem {
  const places = placesOf(question, protocol);
  const { id, ask } = question;
  const [only] = places;
  if (isOneItem(places) && only && only.holds.type === "choice")
    return choiceItem(id, ask.physician, [...only.holds.options, ...NOT_KNOWN], at);
  return {
    linkId: id,
    text: ask.physician,
    type: "group",
    item: [
      ...places.map((place) => placeItem(place, at)),
      choiceItem(unknownLink(id), `${question.label}: not known`, NOT_KNOWN, at),
    ],
  };
}

/**
 * Every question of the protocol. None is hidden by a condition: which of them applies depends on what it could still raise, which
 * no `enableWhen` can say, and a form that hides such a question hides a danger. `$next-question` asks in the protocol's order.
 */
export function questionnaireOf(protocol: Protocol, at: Addresses): Questionnaire {
  return {
    resourceType: "Questionnaire",
    id: `${protocol.id}-${protocol.version}`.slice(0, 64),
    url: at.questionnaire,
    version: protocol.version,
    title: protocol.title,
    status: protocol.review.startsWith("pending") ? "draft" : "active",
    experimental: protocol.review.startsWith("pending"),
    subjectType: ["Patient"],
    date: protocol.date,
    description: `${protocol.disclaimer} Review: ${protocol.review}.`,
    extension: [
      {
        url: "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive",
        valueBoolean: true,
      },
    ],
    item: protocol.sections.map((section) => ({
      linkId: `section:${section.id}`,
      text: section.title,
      type: "group",
      item: protocol.questions
        .filter((question) => question.section === section.id)
        .map((question) => questionItem(question, protocol, at)),
    })),
  };
}

function leafAnswer(
  leaf: PlacedValue,
  { holds }: AnswerPlace,
  at: Addresses,
): QuestionnaireResponseItemAnswer {
  if ("number" in leaf) {
    const unit = holds.type === "quantity" ? holds.unit : "";
    return { valueQuantity: quantityOf(leaf.number, unit) };
  }
  if ("moment" in leaf)
    return {
      valueDateTime: moment(leaf.moment.value),
      extension: [
        { url: at.exactness, valueCode: leaf.moment.exact },
        intervalExtension(at.interval, intervalOfMoment(leaf.moment)),
      ],
    };
  const options = "options" in holds ? holds.options : [];
  const display = options.find(({ code }) => code === leaf.code)?.display;
  return { valueCoding: { system: at.answers, code: leaf.code, ...(display !== undefined && { display }) } };
}

export const quantityOf = (value: number, unit: string) => ({
  value,
  unit,
  ...(UNITS[unit] !== undefined && { system: UCUM, code: UNITS[unit] }),
});

const intervalExtension = (
  url: string,
  { earliest, latest }: { earliest: number; latest: number },
): Extension => ({
  url,
  valuePeriod: { start: instant(earliest), end: instant(latest) },
});

/** The items of one answered question, with when it was answered; a question that was put and not answered has none. */
export function answeredItem(
  question: ProtocolQuestion,
  protocol: Protocol,
  answer: Findings[string],
  at: Addresses,
): QuestionnaireResponseItem {
  const { id } = question;
  if (answer === undefined) return { linkId: id };
  const times: Extension[] = [
    ...(answer.at ? [intervalExtension(at.answered, answer.at)] : []),
    ...(answer.since ? [intervalExtension(at.since, answer.since)] : []),
  ];
  const places = placesOf(question, protocol);
  const one = isOneItem(places);
  const extension = times.length > 0 ? { extension: times } : {};
  if ("unknown" in answer) {
    const display = NOT_KNOWN.find(({ code }) => code === answer.unknown)?.display ?? "Not known";
    const coding = [{ valueCoding: { system: at.answers, code: answer.unknown, display } }];
    return one
      ? { linkId: id, answer: coding, ...extension }
      : { linkId: id, item: [{ linkId: unknownLink(id), answer: coding }], ...extension };
  }
  const items = places.flatMap((place): QuestionnaireResponseItem[] => {
    const leaf = leafAt(answer.value, place);
    return leaf ? [{ linkId: place.linkId, answer: [leafAnswer(leaf, place, at)] }] : [];
  });
  return one && items[0] ? { ...items[0], ...extension } : { linkId: id, item: items, ...extension };
}

export interface ResponseParts {
  id: string;
  findings: Findings;
  asked: readonly string[];
  status: QuestionnaireResponse["status"];
  subject: NonNullable<QuestionnaireResponse["subject"]>;
  now: number;
}

/** Every question that was put, in the order of the protocol, by section. */
export function responseOf(protocol: Protocol, parts: ResponseParts, at: Addresses): QuestionnaireResponse {
  const { findings, asked } = parts;
  const put = (question: ProtocolQuestion) =>
    findings[question.id] !== undefined || asked.includes(question.id);
  const item = protocol.sections.flatMap((section): QuestionnaireResponseItem[] => {
    const questions = protocol.questions.filter((one) => one.section === section.id && put(one));
    const items = questions.map((one) => answeredItem(one, protocol, findings[one.id], at));
    return items.length > 0 ? [{ linkId: `section:${section.id}`, item: items }] : [];
  });
  return {
    resourceType: "QuestionnaireResponse",
    id: parts.id,
    questionnaire: at.canonical,
    status: parts.status,
    subject: parts.subject,
    authored: instant(parts.now),
    ...(item.length > 0 && { item }),
  };
}
