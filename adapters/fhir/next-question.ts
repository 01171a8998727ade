/** `$next-question` of SDC: a response in, the same response with the next question in its contained Questionnaire out. Pure. */
import type { Questionnaire, QuestionnaireResponse } from "@medplum/fhirtypes";
import { type Findings, nextQuestion, type Protocol, type Setting } from "../../src/index.ts";
import type { Addresses } from "./codes.ts";
import { instant } from "./moments.ts";
import { answeredItem, questionItem } from "./questionnaire.ts";

/** The question that comes next: of the triage first, then of the results; null when every one has an answer. */
export const nextOf = (protocol: Protocol, findings: Findings, setting: Setting) =>
  (
    nextQuestion(protocol, findings, "triage", setting) ??
    nextQuestion(protocol, findings, "results", setting)
  )?.question ?? null;

/**
 * Nothing of it is stored, and no urgency is in it: a form would show half an assessment. What was answered keeps its place; the
 * contained Questionnaire holds those questions and the next one.
 */
export function withNextQuestion(
  protocol: Protocol,
  findings: Findings,
  setting: Setting,
  at: Addresses,
): QuestionnaireResponse {
  const next = nextOf(protocol, findings, setting);
  const put = protocol.questions.filter(({ id }) => findings[id] !== undefined);
  const asked = next ? [...put, next] : put;
  const form: Questionnaire = {
    resourceType: "Questionnaire",
    id: "asked-so-far",
    status: protocol.review.startsWith("pending") ? "draft" : "active",
    title: protocol.title,
    description: `${protocol.disclaimer} Review: ${protocol.review}.`,
    derivedFrom: [at.canonical],
    subjectType: ["Patient"],
    ...(asked.length > 0 && { item: asked.map((question) => questionItem(question, protocol, at)) }),
  };
  return {
    resourceType: "QuestionnaireResponse",
    contained: [form],
    questionnaire: "#asked-so-far",
    status: next ? "in-progress" : "completed",
    authored: instant(setting.now),
    ...(put.length > 0 && {
      item: put.map((question) => answeredItem(question, protocol, findings[question.id], at)),
    }),
  };
}
