/** What the HTTP API gives without a store: the assessment and the next question for an answer file. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { httpModule } from "../../../adapters/http/module.ts";
import { readConfig } from "../../../src/app/config.ts";
import { runProgram } from "../../cli/program-runner.ts";
import { well2But } from "../../version-2.ts";
import { ApiHarness, SYSTEM_TOKEN, sha256, TOKENS } from "./api-harness.ts";

let api: ApiHarness;
const folder = mkdtempSync(join(tmpdir(), "http-assess-"));
beforeAll(async () => {
  api = await ApiHarness.openApi([[httpModule, { API_TOKENS: TOKENS }]], {
    site: {
      signed_on: [{ switch: "expected_local_anaesthetic_effect", by: "The lead", date: "2026-01-01" }],
    },
  });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

const now = "2026-03-10T12:00:00Z";
const waiting = well2But({
  hours_since_injection: { value: "2026-03-09T14:00Z", exact: "minute" },
  leg_swelling: "left",
  duplex_result: "proximal_dvt",
});

/** Each runs the command line, and reads the protocol anew. Milliseconds. */
const MAY_TAKE = 120_000;

describe("an answer file over HTTP", { timeout: MAY_TAKE }, () => {
  it.each<[string, string, object]>([
    ["what is asked first, with nothing known", "", { findings: {}, now }],
    ["a red flag", "", { findings: { fever: "38.4", leg_swelling: "left" }, now }],
    ["a well patient", "", { findings: well2But({}), now }],
    ["an anticoagulant that time alone releases", "", { findings: waiting, now }],
    ["what was asked and is not known", "", { findings: { fever: "declined", headache: "unable" }, now }],
    [
      "a switch that the site signed",
      "",
      { findings: {}, now, site: { expected_local_anaesthetic_effect: true } },
    ],
    ["an earlier version", "1.0.0", { findings: { fever: true }, now }],
  ])("is assessed and asked about byte for byte as by the command line: %s", async (_, version, file) => {
    const body = JSON.stringify(file);
    writeFileSync(join(folder, "answers.json"), body);
    const under = version
      ? ["--protocol", join(import.meta.dirname, `../../../protocols/post-spinal-injection-${version}.yaml`)]
      : [];
    const query = version ? `?protocol=post-spinal-injection&version=${version}` : "";
    for (const [path, args] of [
      ["assess", []],
      ["next-question", ["--ask"]],
    ] as const) {
      const printed = await runProgram("triage", ["--json", "answers.json", ...args, ...under], { folder });
      const sent = await api.call(`/v1/${path}${query}`, { body });
      expect([sent.status, sent.text]).toEqual([200, printed.out]);
    }
  });

  it("is refused with a remedy and a stable code, and never assessed in part", async () => {
    const refusals: [unknown, number, string, string][] = [
      ["fever", 400, "not-an-answer-file", "not JSON"],
      [new Uint8Array([0x7b, 0xff]), 400, "not-an-answer-file", "UTF-8"],
      [{ fever: true }, 400, "not-an-answer-file", 'no "findings" object'],
      ['{"findings": {"fever": true, "fever": false}}', 422, "not-an-answer-file", '"fever" is given twice'],
      [{ findings: {}, patient: "x" }, 422, "not-an-answer-file", "a key is not known beside"],
      [{ findings: {}, now: "2026-03-10T12:00" }, 400, "not-an-answer-file", "with its zone"],
      [{ findings: { feever: true } }, 422, "findings-not-accepted", "did you mean fever?"],
      [{ findings: { fever: "hot" } }, 422, "findings-not-accepted", "present, absent, unknown, or"],
      [{ findings: { fever: null } }, 422, "findings-not-accepted", "present, absent, unknown, or"],
      [{ findings: {}, site: { nothing_of_ours: true } }, 422, "not-signed-on", "signed_on in site.yaml"],
      [
        { findings: {}, site: { nothing_of_ours: false } },
        422,
        "no-such-switch",
        "expected_local_anaesthetic_effect",
      ],
    ];
    for (const [body, status, code, says] of refusals) {
      const { json, headers, text } = await api.call("/v1/assess", { body });
      expect({ status: json.status, code: json.code }, text).toEqual({ status, code });
      expect(headers.get("content-type")).toMatch(/^application\/problem\+json/);
      expect(JSON.stringify(json).replaceAll('\\"', '"')).toContain(says);
    }
  });

  it("is refused without a repetition of words that were sent: they may name a patient", async () => {
    const word = fc.stringMatching(/^[a-z]{4,12}$/).map((each) => `zq${each}`);
    const place = fc.constantFrom<(name: string) => object>(
      (name) => ({ findings: { [name]: true } }),
      (name) => ({ findings: { fever: name } }),
      (name) => ({ findings: { fever: `38 ${name}` } }),
      (name) => ({ findings: { motor_grades: { [name]: 3 } } }),
      (name) => ({ findings: { motor_grades: { "left.ankle_dorsiflexion": { grade: 3, [name]: 1 } } } }),
      (name) => ({ findings: { leg_swelling: { left: name } } }),
      (name) => ({ findings: { symptom_onsets: { [name]: "2026-03-10T12:00Z" } } }),
      (name) => ({ findings: {}, [name]: 1 }),
      (name) => ({ findings: {}, site: { [name]: true } }),
      (name) => ({ findings: {}, now: name }),
    );
    await fc.assert(
      fc.asyncProperty(word, place, async (name, of) => {
        const { status, text } = await api.call("/v1/assess", { body: of(name) });
        expect([400, 422]).toContain(status);
        expect(text).not.toContain(name);
      }),
      { numRuns: 100 },
    );
    expect(JSON.stringify(api.log)).toBe("[]");
  });
});

describe("the way in", () => {
  it.each<[string, Parameters<ApiHarness["call"]>, number, string]>([
    ["no token", ["/v1/assess", { token: null, body: { findings: {} } }], 401, "Authorization: Bearer TOKEN"],
    ["an unknown token", ["/v1/protocols", { token: `${SYSTEM_TOKEN}x` }], 401, "not known here"],
    ["its hash for the token", ["/v1/protocols", { token: sha256(SYSTEM_TOKEN) }], 401, "not known here"],
    ["another path", ["/v1/nothing"], 404, "openapi.json"],
    ["another method", ["/v1/assess"], 405, "takes POST"],
    [
      "a form",
      ["/v1/assess", { body: "findings=1", headers: { "content-type": "text/plain" } }],
      415,
      "application/json",
    ],
    [
      "too much",
      ["/v1/assess", { body: `{"findings":{},"x":"${"x".repeat(1_000_001)}"}` }],
      413,
      "1000000 bytes",
    ],
    [
      "another protocol",
      ["/v1/assess?protocol=headache&version=1.0.0", { body: { findings: {} } }],
      404,
      "2.0.0",
    ],
    [
      "half a protocol",
      ["/v1/assess?version=1.0.0", { body: { findings: {} } }],
      404,
      "both its id and its version",
    ],
  ])("is closed to %s", async (_, call, status, says) => {
    const response = await api.call(...call);
    expect(response.status).toBe(status);
    expect(response.json).toMatchObject({ status, detail: expect.stringContaining(says) });
  });

  it("is off without tokens, and refuses to start with one that cannot be read, which it does not show", () => {
    expect(readConfig({})).toMatchObject({ config: { http: null } });
    const faulty = [
      "system bed-board sha256:abc",
      "person sam sha256:".concat(sha256("x")),
      `hunter2, ${TOKENS}`,
      `${TOKENS}, system other sha256:${sha256(SYSTEM_TOKEN)}`,
    ];
    for (const API_TOKENS of faulty) {
      const read = readConfig({ API_TOKENS });
      if (!("faults" in read)) throw new Error(`${API_TOKENS} was accepted`);
      const [{ message, remedy } = { message: "", remedy: "" }] = read.faults;
      expect(message).toMatch(/^Entry \d of API_TOKENS /);
      expect(remedy).toContain("docs/api.md");
      expect(message).not.toContain("hunter2");
    }
  });
});
