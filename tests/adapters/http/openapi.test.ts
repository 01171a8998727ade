/** The OpenAPI document: it is current, it is one, and what the API sends is what it says. */
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, it } from "vitest";
import { httpModule } from "../../../adapters/http/module.ts";
import { openApiText } from "../../../manifest/http/openapi.ts";
import { well2But } from "../../version-2.ts";
import { ApiHarness, type ApiResponse, TOKENS } from "./api-harness.ts";

let api: ApiHarness;
beforeAll(async () => {
  api = await ApiHarness.openApi([[httpModule, { API_TOKENS: TOKENS }]]);
});
afterAll(() => api.close());

const file = new URL("../../../adapters/http/openapi.json", import.meta.url);
const document = JSON.parse(readFileSync(file, "utf8"));

it("is current (npm run openapi), and served as it is, without a token", async () => {
  expect(readFileSync(file, "utf8")).toBe(openApiText());
  const served = await api.call("/v1/openapi.json", { token: null });
  expect(served.json).toEqual(document);
});

it("is OpenAPI 3.1 without a fault, and a fault would be found", { timeout: 60_000 }, async () => {
  const config = await createConfig({ extends: ["recommended-strict"] });
  const lint = (source: string) => lintFromString({ source, config });
  const text = openApiText();
  expect((await lint(text)).map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
  for (const [from, to] of [
    ['"type": "boolean"', '"type": "bool"'],
    ['"/assess"', '"assess"'],
    ["#/components/schemas/Urgency", "#/components/schemas/Danger"],
  ] as const)
    expect((await lint(text.replace(from, to))).length, to).toBeGreaterThan(0);
});

it("says what every response is: each real one fits the schema of its path, status and media type", {
  timeout: 120_000,
}, async () => {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
  ajv.addSchema(document, "api");
  const faults = (path: string, method: string, { status, headers, json }: ApiResponse) => {
    const media = headers.get("content-type")?.split(";")[0] ?? "";
    const pointer = ["paths", path, method, "responses", `${status}`, "content", media, "schema"]
      .map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1"))
      .map(encodeURIComponent)
      .join("/");
    const validate = ajv.getSchema(`api#/${pointer}`);
    if (!validate) return [`${method} ${path} ${status} ${media} is not described`];
    validate(json);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${path} ${instancePath} ${message}`);
  };
  const bodies = [
    { findings: {} },
    { findings: { fever: true } },
    { findings: well2But({}) },
    { findings: well2But({ duplex_result: "proximal_dvt", leg_swelling: "left" }) },
    { findings: { fever: "hot" } },
    "no JSON",
  ];
  const seen: string[] = [];
  for (const body of bodies)
    for (const path of ["/assess", ...(body === bodies[0] ? [] : ["/next-question"])]) {
      const response = await api.call(`/v1${path}`, { body });
      expect(faults(path, "post", response)).toEqual([]);
      seen.push(`${response.status} ${response.json.urgency} ${response.json.provisional}`);
    }
  expect(seen).toEqual(
    expect.arrayContaining(["200 null true", "200 ROUTINE false", "422 undefined undefined"]),
  );
  const version = "/v1/protocols/post-spinal-injection";
  for (const [path, url] of [
    ["/protocols", "/v1/protocols"],
    ["/protocols/{id}/{version}", `${version}/2.0.0`],
    ["/protocols/{id}/{version}", `${version}/1.0.0`],
    ["/protocols/{id}/{version}", `${version}/9.9.9`],
  ] as const)
    expect(faults(path, "get", await api.call(url))).toEqual([]);
  const spoilt = { ...(await api.call("/v1/assess", { body: bodies[0] })), json: { urgency: "CALM" } };
  expect(faults("/assess", "post", spoilt).length).toBeGreaterThan(0);
});
