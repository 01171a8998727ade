/** Each answer as one Observation: known, with its value; asked and not known, with the reason. Pure. */
import type { CodeableConcept, Observation, ObservationComponent } from "@medplum/fhirtypes";
import type { Actor, Answer } from "../../src/index.ts";
import {
  ABSENT_REASONS,
  type Addresses,
  DATA_ABSENT,
  LOINC,
  OBSERVATION_CATEGORY,
  VITAL_SIGNS,
} from "./codes.ts";
import { type AnswerPlace, leafAt, type PlacedValue, type ProtocolQuestion, placesOf } from "./fields.ts";
import { effectiveOf, instant, intervalOfMoment } from "./moments.ts";
import { quantityOf } from "./questionnaire.ts";
import type { RecordedCase } from "./recorded-case.ts";

type ObservedValue = Pick<
  Observation & ObservationComponent,
  | "valueQuantity"
  | "valueCodeableConcept"
  | "valueInteger"
  | "valueDateTime"
  | "valuePeriod"
  | "dataAbsentReason"
>;

/** One Observation for each question that was answered, in the protocol's order. */
export function observationsOf(
  recorded: RecordedCase,
  subject: NonNullable<Observation["subject"]>,
  at: Addresses,
  idOf: (part: string) => string,
): Observation[] {
  const { protocol, findings, now } = recorded;
  return protocol.questions.flatMap((question): Observation[] => {
    const answer = findings[question.id];
    if (!answer) return [];
    const by = recorded.recorded.get(question.id);
    const when = answer.at ?? { earliest: by?.at ?? now, latest: by?.at ?? now };
    const vital =
      "value" in answer && typeof answer.value === "number" ? VITAL_SIGNS[question.id] : undefined;
    return [
      {
        resourceType: "Observation",
        id: idOf(question.id),
        status: by ? "final" : "preliminary",
        ...(vital && {
          category: [
            { coding: [{ system: OBSERVATION_CATEGORY, code: "vital-signs", display: "Vital Signs" }] },
          ],
        }),
        code: {
          coding: [
            ...(vital ? [{ system: LOINC, ...vital }] : []),
            { system: at.findings, version: protocol.version, code: question.id, display: question.label },
          ],
          text: question.label,
        },
        subject,
        ...effectiveOf(when),
        issued: instant(by?.at ?? now),
        ...(by?.by && { performer: [{ display: nameOf(by.by) }] }),
        ...observed(question, answer, recorded, at),
      },
    ];
  });
}

export const nameOf = ({ id, name }: Actor): string => name ?? id;

function observed(
  question: ProtocolQuestion,
  answer: Answer,
  { protocol }: RecordedCase,
  at: Addresses,
): Partial<Observation> {
  if ("unknown" in answer) return { dataAbsentReason: notKnown(answer.unknown, at) };
  const places = placesOf(question, protocol);
  const held = places.flatMap((place): [AnswerPlace, PlacedValue][] => {
    const leaf = leafAt(answer.value, place);
    return leaf ? [[place, leaf]] : [];
  });
  const [first] = held;
  if (held.length === 1 && first && first[0].path.length === 0)
    return plainValue(leafValue(first[1], first[0], at));
  // of measured places those that were left out are named as not examined
  const untested = ["grades", "circumferences", "signs"].includes(question.answer.kind)
    ? places.filter((place) => place.path[0] !== "worst" && !held.some(([each]) => each === place))
    : [];
  return {
    component: [
      ...held.map(([place, leaf]) => ({ code: placeCode(place, at), ...leafValue(leaf, place, at) })),
      ...untested.map((place) => ({
        code: placeCode(place, at),
        dataAbsentReason: notKnown("not_assessed", at),
      })),
    ],
  };
}

const plainValue = (value: ObservedValue): Partial<Observation> => value;

const placeCode = ({ linkId, text }: AnswerPlace, { findings }: Addresses): CodeableConcept => ({
  coding: [{ system: findings, code: linkId, display: text }],
  text,
});

function leafValue(leaf: PlacedValue, { holds }: AnswerPlace, at: Addresses): ObservedValue {
  if ("number" in leaf)
    return { valueQuantity: quantityOf(leaf.number, holds.type === "quantity" ? holds.unit : "") };
  if ("moment" in leaf) {
    const { earliest, latest } = intervalOfMoment(leaf.moment);
    return earliest === latest
      ? { valueDateTime: instant(latest) }
      : { valuePeriod: { start: instant(earliest), end: instant(latest) } };
  }
  if (leaf.code === "unknown") return { dataAbsentReason: notKnown("not_assessed", at) };
  // a grade that was there before is no plain grade
  if (holds.type === "grade" && /^\d+$/.test(leaf.code)) return { valueInteger: Number(leaf.code) };
  const display =
    "options" in holds ? holds.options.find(({ code }) => code === leaf.code)?.display : undefined;
  return {
    valueCodeableConcept: {
      coding: [{ system: at.answers, code: leaf.code, ...(display !== undefined && { display }) }],
      ...(display !== undefined && { text: display }),
    },
  };
}

const notKnown = (reason: keyof typeof ABSENT_REASONS, at: Addresses): CodeableConcept => ({
  coding: [
    { system: DATA_ABSENT, code: ABSENT_REASONS[reason] },
    { system: at.answers, code: reason },
  ],
});
