/**
 * The HTTP API in OpenAPI 3.1. `npm run openapi` writes adapters/http/openapi.json, which the API serves; a test holds the file to
 * this document, and real responses to its schemas.
 */
import { z } from "zod";
import { createDocument } from "zod-openapi";
import { RECOMMENDATION_KINDS, URGENCIES } from "../../src/protocol/schema.ts";

const Urgency = z.enum(URGENCIES).meta({ id: "Urgency", description: "From calm to dangerous." });
const ProtocolName = z.object({ id: z.string(), version: z.string(), review: z.string() });

const Assessment = z
  .object({
    protocol: ProtocolName,
    urgency: Urgency.nullable().meta({
      description:
        "The highest rule that is true; null while none is and something is unknown. Never read null as calm.",
    }),
    could_be: Urgency.meta({ description: "What unknown findings could still make it." }),
    acts_on: Urgency.meta({ description: "What to act on now. Show this." }),
    provisional: z
      .boolean()
      .meta({ description: "Something unknown could still raise it: it never reassures." }),
    recommendations: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(RECOMMENDATION_KINDS),
        text: z.string(),
        window: z
          .object({ within: z.string().meta({ description: "ISO 8601 duration." }), from: z.string() })
          .nullable(),
        because: z.array(z.string()),
        citations: z.array(z.string()),
      }),
    ),
    withheld: z.array(
      z.object({
        id: z.string(),
        reason: z.string(),
        released_by: z.array(z.string()),
        release: z.array(z.string()).optional(),
      }),
    ),
    open: z
      .array(z.string())
      .meta({ description: "Unknown findings that could raise it, the most dangerous first." }),
    rules: z.object({ true: z.array(z.string()), possible: z.array(z.string()) }),
  })
  .meta({ id: "Assessment" });

const NextQuestion = z
  .object({
    question: z
      .object({
        id: z.string(),
        label: z.string(),
        ask: z.string(),
        why: z.string(),
        citations: z.array(z.string()),
        allowed: z.string(),
      })
      .nullable()
      .meta({ description: "Null when every question has an answer." }),
    section: z.object({ id: z.string(), title: z.string() }).optional(),
    position: z.int().optional(),
    total: z.int().optional(),
  })
  .meta({ id: "NextQuestion" });

const AnswerFile = z
  .strictObject({
    findings: z.record(z.string(), z.union([z.boolean(), z.number(), z.string(), z.looseObject({})])).meta({
      description:
        'By the ids of the protocol\'s questions; each question says what it accepts under "allowed". A finding that is left out was not asked. "unknown", "unable" and "declined" were asked.',
      examples: [{ fever: true, leg_swelling: "left" }],
    }),
    now: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: "The moment of the assessment; the clock, if left out." }),
    site: z.record(z.string(), z.boolean()).optional().meta({
      description:
        "Switches of the protocol. One that is on must be signed for under signed_on in site.yaml.",
    }),
  })
  .meta({ id: "AnswerFile" });

const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable, for programs." }),
    detail: z.string().meta({ description: "The cause and the remedy, for people." }),
    errors: z
      .array(
        z.object({
          finding: z.string().optional(),
          place: z
            .int()
            .optional()
            .meta({ description: "Its place among the findings that were sent, from 1." }),
          where: z.string().optional(),
          allowed: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: "Problem", description: "RFC 9457. It never repeats what was sent." });

const ProtocolLine = z.object({
  id: z.string(),
  version: z.string(),
  title: z.string(),
  review: z.string().meta({ description: "Whether a clinician has signed a review of it." }),
  hash: z.string().meta({ description: "SHA-256 of its file." }),
  newest: z.boolean(),
});
const origin = z.enum(["seed", "extension"]);
const Protocols = z.object({ protocols: z.array(ProtocolLine) }).meta({ id: "Protocols" });
const urgencyLabel = z.object({ label: z.string(), means: z.string() });
const ProtocolDetail = ProtocolLine.extend({
  date: z.string(),
  disclaimer: z.string().meta({ description: "Show it wherever an assessment is shown." }),
  extension_label: z.string(),
  urgencies: z.object({
    EMERGENT: urgencyLabel,
    URGENT: urgencyLabel,
    SOON: urgencyLabel,
    ROUTINE: urgencyLabel,
  }),
  sections: z.array(z.object({ id: z.string(), title: z.string(), phase: z.enum(["triage", "results"]) })),
  questions: z.array(
    z.object({
      id: z.string(),
      section: z.string(),
      label: z.string(),
      ask: z.string(),
      why: z.string(),
      citations: z.array(z.string()),
      kind: z.string(),
      allowed: z.string(),
    }),
  ),
  rules: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      urgency: z.enum([...URGENCIES, "none"]),
      citations: z.array(z.string()),
      from: origin,
    }),
  ),
  recommendations: z.array(
    z.object({ id: z.string(), text: z.string(), citations: z.array(z.string()), from: origin }),
  ),
  citations: z.array(
    z.object({
      id: z.string(),
      says: z.string(),
      mark: z.enum(["V", "V2", "M", "NS"]),
      reference: z.string(),
    }),
  ),
  references: z.array(
    z.object({ id: z.string(), title: z.string(), url: z.string(), year: z.int().optional() }),
  ),
}).meta({ id: "Protocol" });

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: Problem } },
});
const REFUSALS = {
  "401": problem("No token, or one that is not known here."),
  "429": problem("More than 1,200 requests a minute."),
};
const OF_A_BODY = {
  "400": problem("The body is not JSON in UTF-8."),
  "404": problem("No such protocol."),
  "413": problem("The body is larger than 1,000,000 bytes."),
  "415": problem("The body is not declared as application/json."),
  "422": problem("Findings, keys or switches that are not accepted, one entry for each."),
};
const underWhich = z.object({
  protocol: z.string().optional().meta({ description: "The id of a protocol, with its version." }),
  version: z.string().optional(),
});
const stateless = (operationId: string, summary: string, description: string, result: z.ZodType) => ({
  post: {
    operationId,
    summary,
    requestParams: { query: underWhich },
    requestBody: { required: true, content: json(AnswerFile) },
    responses: { "200": { description, content: json(result) }, ...OF_A_BODY, ...REFUSALS },
  },
});

/** The whole API. */
export const openApiDocument = () =>
  createDocument({
    openapi: "3.1.1",
    info: {
      title: "Triage of leg pain or swelling after a spinal injection",
      version: "1.0.0",
      summary: "One engine for chat, the command line and other systems.",
      description:
        "For healthcare professionals, for educational purpose only. It supports clinical judgement and does not replace it. A finding that is not sent is not known, and not known is never read as absent.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/v1" }],
    security: [{ token: [] }],
    components: {
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "Named in API_TOKENS, see docs/api.md." },
      },
    },
    paths: {
      "/assess": stateless(
        "assess",
        "Assess findings; nothing is stored",
        "The assessment, byte for byte as npm run triage -- --json prints it.",
        Assessment,
      ),
      "/next-question": stateless(
        "nextQuestion",
        "The next question for these findings; nothing is stored",
        "The next question, byte for byte as npm run triage -- --json --ask prints it.",
        NextQuestion,
      ),
      "/protocols": {
        get: {
          operationId: "protocols",
          summary: "The installed protocols",
          responses: {
            "200": { description: "Every version that is installed.", content: json(Protocols) },
            ...REFUSALS,
          },
        },
      },
      "/protocols/{id}/{version}": {
        get: {
          operationId: "protocol",
          summary: "One protocol: its questions, what it recommends, and its sources",
          requestParams: { path: z.object({ id: z.string(), version: z.string() }) },
          responses: {
            "200": { description: "The protocol.", content: json(ProtocolDetail) },
            "404": problem("No such protocol."),
            ...REFUSALS,
          },
        },
      },
      "/openapi.json": {
        get: {
          operationId: "description",
          summary: "This document",
          security: [],
          responses: {
            "200": { description: "OpenAPI 3.1.", content: json(z.looseObject({})) },
            "429": REFUSALS["429"],
          },
        },
      },
    },
  });

/** As it is committed. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
