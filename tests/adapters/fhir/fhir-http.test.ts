/** FHIR over HTTP: a form that is filled question by question, and the assessment of a response. */
import type { Bundle, Questionnaire, QuestionnaireResponse } from "@medplum/fhirtypes";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addressesOf } from "../../../adapters/fhir/codes.ts";
import { fhirModule } from "../../../adapters/fhir/module.ts";
import { readResponse } from "../../../adapters/fhir/parse.ts";
import { answeredItem, questionnaireOf, responseOf } from "../../../adapters/fhir/questionnaire.ts";
import { assessmentJson, jsonText, questionJson } from "../../../src/answer-file/assessment-json.ts";
import { readConfig } from "../../../src/app/config.ts";
import type { Findings } from "../../../src/triage/finding.ts";
import { NOON, version2 } from "../../version-2.ts";
import { ApiHarness, TOKENS } from "../http/api-harness.ts";
import { randomAnswers } from "./random-answers.ts";
import { allFaults } from "./validators.ts";

const BASE = "https://fhir.example.org/triage";
const at = addressesOf(BASE, version2);
const MAY_TAKE = 180_000;
const ENV = { API_TOKENS: TOKENS, FHIR_BASE_URL: BASE };
const FHIR = { "content-type": "application/fhir+json" };
const subject = { display: "Subject of a case" };

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.openApi([[fhirModule, ENV]], { now: NOON });
});
afterAll(() => api.close());

const send = (path: string, body: unknown) => api.call(`/fhir/${path}`, { body, headers: FHIR });
const responseFor = (findings: Findings): QuestionnaireResponse =>
  responseOf(version2, { id: "x", findings, asked: [], status: "completed", subject, now: NOON }, at);
const bundleOfOne = (resource: object): Bundle =>
  ({
    resourceType: "Bundle",
    type: "collection",
    entry: [{ fullUrl: `${BASE}/QuestionnaireResponse/x`, resource: { id: "x", ...resource } }],
  }) as Bundle;

describe("a response", { timeout: MAY_TAKE }, () => {
  it("keeps everything that was answered, of every kind, with its moment: the assessment is byte for byte the same", () => {
    for (const { answers } of randomAnswers(150, 7)) {
      const read = readResponse(responseFor(answers.findings), version2, at, NOON);
      if ("faults" in read) throw new Error(JSON.stringify(read.faults));
      expect(Object.keys(read.findings).sort()).toEqual(Object.keys(answers.findings).sort());
      const again = { ...answers, findings: read.findings };
      expect(jsonText(assessmentJson(again, "UTC"))).toBe(jsonText(assessmentJson(answers, "UTC")));
    }
  });

  it("with an item that is missing, or is there without an answer, reads alike: it was not asked", async () => {
    const form = responseOf(
      version2,
      {
        id: "x",
        findings: {},
        asked: version2.questions.map(({ id }) => id),
        status: "in-progress",
        subject,
        now: NOON,
      },
      at,
    );
    const [full, none] = [form, { ...form, item: undefined }].map((each) =>
      readResponse(each, version2, at, NOON),
    );
    expect([full, none]).toEqual([{ findings: {} }, { findings: {} }]);
  });

  it.each<[string, (response: QuestionnaireResponse) => void, string, RegExp]>([
    [
      "another questionnaire",
      (r) => {
        r.questionnaire = `${at.questionnaire}|1.0.0`;
      },
      "questionnaire",
      /another questionnaire/,
    ],
    [
      "an unknown item",
      (r) => {
        r.item = [{ linkId: "john_smith" }];
      },
      "item[0]",
      /no item/,
    ],
    [
      "a foreign code",
      (r) => {
        r.item = [
          { linkId: "urinary_retention", answer: [{ valueCoding: { system: "x", code: "absent" } }] },
        ];
      },
      "item[0].answer[0]",
      /present, absent/,
    ],
    [
      "a bare boolean",
      (r) => {
        r.item = [{ linkId: "urinary_retention", answer: [{ valueBoolean: false }] }];
      },
      "item[0].answer[0]",
      /coded, measured and dated/,
    ],
    [
      "a time without an offset",
      (r) => {
        r.item = [
          {
            linkId: "hours_since_injection",
            item: [
              { linkId: "hours_since_injection.at", answer: [{ valueDateTime: "2026-03-10T10:42:00" }] },
            ],
          },
        ];
      },
      "item[0].item[0].answer[0]",
      /an offset/,
    ],
    [
      "another unit",
      (r) => {
        r.item = [
          {
            linkId: "fever",
            item: [
              {
                linkId: "fever.measured",
                answer: [
                  {
                    valueQuantity: {
                      value: 101,
                      unit: "F",
                      system: "http://unitsofmeasure.org",
                      code: "[degF]",
                    },
                  },
                ],
              },
            ],
          },
        ];
      },
      "item[0].item[0].answer[0]",
      /code Cel/,
    ],
    [
      "an answer twice",
      (r) => {
        r.item = [{ linkId: "contact" }, { linkId: "contact" }];
      },
      "item[1]",
      /twice/,
    ],
    [
      "an answer that is known and not",
      (r) => {
        r.item = [
          {
            linkId: "fever",
            item: [
              { linkId: "fever.stated", answer: [{ valueCoding: { system: at.answers, code: "absent" } }] },
              { linkId: "fever.unknown", answer: [{ valueCoding: { system: at.answers, code: "unable" } }] },
            ],
          },
        ];
      },
      "item[0]",
      /not known at once/,
    ],
  ])("is refused for %s, by its place, and what was sent is not repeated", async (_, spoil, where, says) => {
    const response = responseFor({});
    spoil(response);
    for (const path of ["Questionnaire/$next-question", "QuestionnaireResponse/$assess"]) {
      const { status, json, text } = await send(path, response);
      expect(status).toBe(422);
      expect(json).toMatchObject({ resourceType: "OperationOutcome" });
      const [{ diagnostics, expression }] = json.issue;
      expect(expression[0]).toContain(`QuestionnaireResponse.${where}`);
      expect(diagnostics).toMatch(says);
      expect(text).not.toContain("john_smith");
    }
  });
});

describe("$next-question", { timeout: MAY_TAKE }, () => {
  it("asks in the protocol's order until nothing is left, and what comes out is assessed as the same answers are", async () => {
    const [{ answers } = { answers: null }] = randomAnswers(1, 3);
    if (!answers) throw new Error("there are no answers");
    const given: Record<string, Findings[string]> = {};
    let response: QuestionnaireResponse | null = null;
    let asked = 0;
    for (; asked < 200; asked += 1) {
      const body: unknown =
        asked === 0
          ? {
              resourceType: "Parameters",
              parameter: [
                {
                  name: "questionnaire-response",
                  resource: {
                    resourceType: "QuestionnaireResponse",
                    status: "in-progress",
                    questionnaire: at.canonical,
                  },
                },
              ],
            }
          : response;
      const { status, json } = await send("Questionnaire/$next-question", body);
      expect(status).toBe(200);
      response = json as QuestionnaireResponse;
      if (asked % 20 === 0)
        expect(allFaults(bundleOfOne(response)).filter((one) => !one.includes("no entry is"))).toEqual([]);
      if (response.status === "completed") break;
      const form = response.contained?.[0] as Questionnaire;
      const next = form.item?.at(-1)?.linkId ?? "";
      const expected = questionJson({ ...answers, findings: { ...given } }).question?.id;
      expect(next).toBe(expected);
      given[next] = answers.findings[next] ?? { unknown: "not_assessed" };
      const question = version2.questions.find(({ id }) => id === next);
      if (!question) throw new Error(`${next} is no question`);
      response = {
        ...response,
        item: [...(response.item ?? []), answeredItem(question, version2, given[next], at)],
      };
    }
    expect(response?.status).toBe("completed");
    expect(asked).toBeGreaterThan(10);
    const read = readResponse(response, version2, at, NOON);
    if ("faults" in read) throw new Error(JSON.stringify(read.faults));
    const same = { ...answers, findings: given };
    expect(jsonText(assessmentJson({ ...answers, findings: read.findings }, "UTC"))).toBe(
      jsonText(assessmentJson(same, "UTC")),
    );
    // the Bundle of the same response says the same
    const { json: bundle } = await send("QuestionnaireResponse/$assess", response);
    const guidance = bundle.entry.find(
      (one: { resource: { resourceType: string } }) => one.resource.resourceType === "GuidanceResponse",
    );
    const { acts_on, could_be } = assessmentJson(same, "UTC");
    const out = Object.fromEntries(
      guidance.resource.contained[0].parameter.map((one: { name: string; valueCode: string }) => [
        one.name,
        one.valueCode,
      ]),
    );
    expect(out).toMatchObject({ acts_on, could_be });
  });
});

describe("the way in", () => {
  it("gives the Questionnaire, which presets nothing and hides nothing, to who has a token alone", async () => {
    const { status, json, headers } = await api.call("/fhir/Questionnaire");
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("application/fhir+json");
    expect(json).toEqual(JSON.parse(JSON.stringify(questionnaireOf(version2, at))));
    expect(JSON.stringify(json)).not.toMatch(/"initial"|"enableWhen"|"type":"boolean"/);
    for (const path of ["/fhir/Questionnaire", "/fhir/nothing"]) {
      const refused = await api.call(path, { token: null });
      expect([refused.status, refused.json.issue[0].code]).toEqual([401, "login"]);
    }
    expect((await api.call("/fhir/nothing")).json.issue[0].diagnostics).toContain("docs/fhir.md");
  });

  it("is off without an address, and refuses to start half configured", () => {
    expect(readConfig({})).toMatchObject({ config: { fhir: null } });
    const faultOf = (env: Record<string, string>) => {
      const read = readConfig(env);
      return "faults" in read ? read.faults.map(({ message }) => message).join() : "none";
    };
    expect(faultOf({ FHIR_BASE_URL: BASE })).toContain("API_TOKENS is not set");
    expect(faultOf({ ...ENV, FHIR_BASE_URL: `${BASE}/` })).toContain("FHIR_BASE_URL is set to");
    expect(faultOf(ENV)).toBe("none");
  });
});
