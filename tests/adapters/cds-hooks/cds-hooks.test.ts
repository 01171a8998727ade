/** CDS Hooks over real HTTP: who may call, what a record may propose, and what a card shows. */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import nock from "nock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cdsHooksModule } from "../../../adapters/cds-hooks/module.ts";
import { readConfig } from "../../../src/app/config.ts";
import { NOON } from "../../version-2.ts";
import { ApiHarness } from "../http/api-harness.ts";

const BASE = "https://triage.example.org";
const EHR = "https://ehr.example.org";
const folder = mkdtempSync(join(tmpdir(), "cds-hooks-"));
const file = join(folder, "keys.json");
const own = await generateKeyPair("ES384", { extractable: true });
const other = await generateKeyPair("ES384");
const jwks = { keys: [{ ...(await exportJWK(own.publicKey)), kid: "one", alg: "ES384" }] };
const ENV = { CDS_HOOKS_BASE_URL: BASE, CDS_HOOKS_ISSUERS: `${EHR} ${file}` };
const DAY_MS = 86_400_000;
const ago = (ms: number) => new Date(NOON - ms).toISOString();

let api: ApiHarness;
beforeAll(async () => {
  writeFileSync(file, JSON.stringify(jwks));
  api = await ApiHarness.openApi([[cdsHooksModule, ENV]], { now: NOON });
});
afterAll(async () => {
  await api.close();
  rmSync(folder, { recursive: true });
});

interface Claims {
  aud?: string | string[];
  iss?: string;
  iat?: number;
  exp?: number;
  jti?: string | null;
  key?: CryptoKey;
  header?: object;
}
const NOW_S = NOON / 1000;
function token(
  path: string,
  { aud, iss = EHR, iat = NOW_S, exp = NOW_S + 240, jti, key, header }: Claims = {},
) {
  const jwt = new SignJWT({ ...(jti !== null && { jti: jti ?? randomUUID() }) })
    .setProtectedHeader({ alg: "ES384", kid: "one", ...header })
    .setIssuer(iss)
    .setAudience(aud ?? `${BASE}${path}`)
    .setIssuedAt(iat)
    .setExpirationTime(exp);
  return jwt.sign(key ?? own.privateKey);
}

const bundle = (...resources: object[]) => ({
  resourceType: "Bundle",
  type: "searchset",
  entry: resources.map((resource) => ({ resource })),
});
const outcome = { resourceType: "OperationOutcome", issue: [{ severity: "error", code: "forbidden" }] };
const order = (name: string) => ({
  resourceType: "MedicationRequest",
  medicationCodeableConcept: { text: name },
});
const active = (name: string) => ({ ...order(name), status: "active", authoredOn: "2026-03-01" });
const injection = (text = "Lumbar epidural steroid injection", at = ago(2 * DAY_MS)) => ({
  resourceType: "Procedure",
  status: "completed",
  code: { text },
  performedDateTime: at,
});
const temperature = (value: number, code = "Cel", at = ago(3_600_000)) => ({
  resourceType: "Observation",
  status: "final",
  effectiveDateTime: at,
  valueQuantity: { value, code },
});
const SEEN = { procedures: bundle(injection()), medications: null, temperature: null };

const body = (hook: string, orders: object[], prefetch: unknown = SEEN, rest: object = {}) => ({
  hook,
  hookInstance: randomUUID(),
  context: {
    patientId: "p1",
    userId: "Practitioner/x",
    ...(hook === "order-sign" && { draftOrders: bundle(...orders) }),
  },
  prefetch,
  ...rest,
});

async function call(path: string, sent?: unknown, claims?: Claims) {
  return api.call(path, { token: await token(path, claims), ...(sent !== undefined && { body: sent }) });
}
const sign = async (orders: object[], prefetch?: unknown) => {
  const { status, json } = await call("/cds-services/order-sign", body("order-sign", orders, prefetch));
  expect(status).toBe(200);
  return json.cards;
};

describe("the way in", () => {
  it.each<[string, Claims | null]>([
    ["no token", null],
    ["the base as audience", { aud: BASE }],
    ["the other service as audience", { aud: `${BASE}/cds-services/patient-view` }],
    ["several audiences", { aud: [`${BASE}/cds-services/order-sign`, `${BASE}/cds-services`] }],
    ["an expired token", { iat: NOW_S - 200, exp: NOW_S - 100 }],
    ["an old token that has not expired", { iat: NOW_S - 600, exp: NOW_S + 600 }],
    ["an unknown issuer", { iss: "https://other.example.org" }],
    ["another key", { key: other.privateKey }],
    [
      "another key with an address of its own",
      { key: other.privateKey, header: { jku: "https://evil.example.org/k" } },
    ],
    ["no id", { jti: null }],
  ])("is closed for %s", async (_, claims) => {
    const path = "/cds-services/order-sign";
    const sent = { body: body("order-sign", [order("apixaban")]) };
    const { status, json, headers } = await api.call(path, {
      ...sent,
      token: claims === null ? null : await token(path, claims),
    });
    expect([status, json.resourceType, headers.get("www-authenticate")]).toEqual([
      401,
      "OperationOutcome",
      "Bearer",
    ]);
  });

  it("is open for a good token once, on discovery too, and names no key address of the token", async () => {
    const path = "/cds-services";
    const good = await token(path);
    const first = await api.call(path, { token: good });
    expect(first.status).toBe(200);
    expect(first.json.services.map(({ id }: { id: string }) => id)).toEqual(["order-sign", "patient-view"]);
    expect((await api.call(path, { token: good })).status).toBe(401);
  });

  it("fetches an issuer's keys from the address in the settings", async () => {
    const env = { ...ENV, CDS_HOOKS_ISSUERS: `${EHR} ${EHR}/jwks.json` };
    const wire = nock(EHR).get("/jwks.json").reply(200, jwks);
    const remote = await ApiHarness.openApi([[cdsHooksModule, env]], { now: NOON });
    const { status } = await remote.call("/cds-services", { token: await token("/cds-services") });
    await remote.close();
    expect([status, wire.isDone()]).toEqual([200, true]);
  });

  it.each<[string, string, unknown, number]>([
    ["no orders", "order-sign", { ...body("order-sign", []), context: { patientId: "p1" } }, 412],
    [
      "a hookInstance that is no UUID",
      "order-sign",
      body("order-sign", [], SEEN, { hookInstance: "7" }),
      400,
    ],
    ["another hook", "order-sign", body("patient-view", []), 400],
    [
      "an authorization without a server",
      "order-sign",
      body("order-sign", [], SEEN, { fhirAuthorization: {} }),
      400,
    ],
    ["no JSON object", "order-sign", [1], 400],
    ["no JSON", "patient-view", "{", 400],
    [
      "accepted feedback without suggestions",
      "order-sign/feedback",
      { feedback: [{ card: "c", outcome: "accepted", outcomeTimestamp: "2026-03-10T12:00:00Z" }] },
      400,
    ],
    [
      "feedback",
      "order-sign/feedback",
      { feedback: [{ card: "c", outcome: "overridden", outcomeTimestamp: "2026-03-10T12:00:00Z" }] },
      200,
    ],
    ["another service", "order-select", {}, 404],
  ])("answers %s at %s by its status", async (_, service, sent, status) => {
    const answer = await call(`/cds-services/${service}`, sent);
    expect(answer.status, answer.text).toBe(status);
    if (status >= 400) expect(answer.json.resourceType).toBe("OperationOutcome");
  });
});

describe("a prefetch", () => {
  const notObtained = "medication orders (not obtained)";
  it.each<[string, object, boolean]>([
    ["left out", {}, true],
    ["an OperationOutcome", { medications: outcome }, true],
    ["an OperationOutcome inside a Bundle", { medications: bundle(outcome) }, true],
    ["null", { medications: null }, false],
    ["an empty Bundle", { medications: bundle() }, false],
    ["a drug", { medications: bundle(active("Apixaban 5 mg")) }, false],
  ])("that is %s is read for what it means", async (_, medications, unseen) => {
    const { procedures, temperature: none } = SEEN;
    const [card] = await sign([order("enoxaparin 40 mg")], { procedures, temperature: none, ...medications });
    expect(card.detail.replaceAll("\\", "").includes(notObtained)).toBe(unseen);
    const quoted = card.detail
      .replaceAll("\\", "")
      .includes("Bleeding risk: present (Apixaban 5 mg, 2026-03-01)");
    expect(quoted).toBe(JSON.stringify(medications).includes("Apixaban"));
  });

  it("makes nothing absent: what is none found, normal or old stays among what is not known", async () => {
    const cases = [
      null,
      bundle(),
      bundle(temperature(36.6)),
      bundle(temperature(39, "Cel", ago(2 * DAY_MS))),
    ];
    const open = async (value: unknown) =>
      (await sign([order("apixaban")], { ...SEEN, temperature: value }))[0].detail as string;
    const unasked = (await open(null)).replace(/and \d+ more/g, "");
    for (const value of cases) expect((await open(value)).replace(/and \d+ more/g, "")).toBe(unasked);
  });

  it("with a fever raises at once, in the unit that was sent", async () => {
    for (const reading of [temperature(38.6), temperature(101.5, "[degF]")]) {
      const [card] = await sign([order("apixaban")], { ...SEEN, temperature: bundle(reading) });
      expect(card.detail).toContain("Fever: present");
    }
  });

  it("that shows no spinal procedure gives no card, and one that was not obtained says that nothing was checked", async () => {
    const none = [
      null,
      bundle(),
      bundle(injection("Knee injection")),
      bundle(injection("Epidural", "2020-01-01")),
    ];
    for (const procedures of none)
      expect(await sign([order("apixaban")], { ...SEEN, procedures })).toEqual([]);
    for (const prefetch of [undefined, {}, { procedures: outcome }]) {
      const [card] = await sign([order("apixaban")], prefetch ?? null);
      expect(card.summary).toMatch(/^NOT CHECKED/);
    }
  });
});

describe("a list of procedures that holds no spinal one", () => {
  const knee = injection("Knee injection");
  it.each<[string, object, string]>([
    ["with a next page", { ...bundle(knee), link: [{ relation: "next", url: "x" }] }, "only a part"],
    ["with a part that was refused", bundle(knee, outcome), "only a part"],
    [
      "with one by its code alone",
      bundle(knee, { ...knee, code: { coding: [{ code: "1" }] } }),
      "without a name",
    ],
  ])("%s is not read as complete: the card says that nothing was checked", async (_, procedures, says) => {
    const [card] = await sign([order("apixaban")], { ...SEEN, procedures });
    expect(card.summary).toMatch(/^NOT CHECKED/);
    expect(card.detail).toContain(says);
  });
});

describe("a card", () => {
  it("says of a temperature without a unit that it was not seen", async () => {
    const [card] = await sign([order("apixaban")], { ...SEEN, temperature: bundle(temperature(39, "")) });
    expect(card.detail).toContain("a temperature");
    expect(card.detail).not.toContain("Fever: present");
  });

  it("begins with the urgency, warns of a drug before a triage, and proposes no treatment", async () => {
    const [card] = await sign([order("Eliquis 5 mg")]);
    expect(card).toMatchObject({ indicator: "critical", source: { url: BASE } });
    expect(card.summary).toMatch(/^(EMERGENT|URGENT), PROVISIONAL: eliquis ordered after a spinal procedure/);
    expect(card.detail).toContain("does not reassure");
    for (const { actions } of card.suggestions ?? [])
      expect(actions[0].resource).toMatchObject({
        resourceType: "ServiceRequest",
        status: "draft",
        intent: "proposal",
      });
  });

  it("is shown for a scan and for a drug without a name, and not for anything else", async () => {
    const scan = { resourceType: "ServiceRequest", code: { coding: [{ display: "MRI lumbar spine" }] } };
    const nameless = {
      resourceType: "MedicationRequest",
      medicationReference: { reference: "Medication/9" },
    };
    expect(await sign([scan])).toHaveLength(1);
    expect((await sign([nameless]))[0].detail).toContain("without a name");
    expect(await sign([order("paracetamol")])).toEqual([]);
    const referenced = bundle(nameless, { resourceType: "Medication", id: "9", code: { text: "warfarin" } });
    const sent = { ...body("order-sign", []), context: { patientId: "p1", draftOrders: referenced } };
    const { json } = await call("/cds-services/order-sign", sent);
    expect(json.cards[0].summary).toContain("warfarin");
  });

  it("has fewer than 140 characters in its summary, and nothing empty, whatever the record says", async () => {
    const long = `${"\u{1f468}\u200d\u{1f469}\u200d\u{1f467}".repeat(200)} epidural [x](http://e) <img src=x> ${"y".repeat(5000)}`;
    const prefetch = {
      procedures: bundle(injection(long)),
      medications: bundle(active(`warfarin ${long}`)),
      temperature: bundle(temperature(39)),
    };
    const [card] = await sign(
      ["apixaban", "warfarin", "enoxaparin", "heparin", "clopidogrel"].map(order),
      prefetch,
    );
    expect(card.summary.length).toBeLessThan(140);
    expect(card.detail).not.toMatch(/(?<!\\)[<\]]/);
    expect(card.detail.length).toBeLessThan(10_000);
    for (const { label, actions, uuid } of card.suggestions) {
      expect(uuid).toBeTruthy();
      expect(label.length).toBeLessThanOrEqual(80);
      expect(actions[0].description.length).toBeGreaterThan(0);
    }
    expect(JSON.stringify(card)).not.toMatch(/null|\[\]|\{\}|""/);
  });

  it("at patient-view offers the triage as information, and stays away without a spinal procedure", async () => {
    const view = async (prefetch: unknown) =>
      (await call("/cds-services/patient-view", body("patient-view", [], prefetch))).json.cards;
    expect(await view(SEEN)).toMatchObject([{ indicator: "info" }]);
    expect(await view({ ...SEEN, procedures: null })).toEqual([]);
  });

  it("says it when the service itself fails: an empty list would mean that there is nothing to say", async () => {
    const circular = {
      ...SEEN,
      medications: {
        resourceType: "Bundle",
        entry: [{ resource: { ...active("x"), medicationReference: { reference: { toString: 1 } } } }],
      },
    };
    const [card] = await sign([order("apixaban")], circular);
    expect(card.summary).toMatch(/^NOT CHECKED: the triage service failed/);
    expect(api.log.map(({ event }) => event)).toContain("cds.failed");
  });

  it("and the log hold no patient's id of the record", () => {
    expect(JSON.stringify(api.log)).not.toContain("p1");
  });
});

describe("the settings", () => {
  it.each([
    [{ CDS_HOOKS_BASE_URL: BASE }, "CDS_HOOKS_ISSUERS is not set"],
    [{ CDS_HOOKS_ISSUERS: `${EHR} ${file}` }, "CDS_HOOKS_BASE_URL is not set"],
    [{ ...ENV, CDS_HOOKS_ISSUERS: `${EHR} http://ehr.example.org/k` }, "Entry 1 of CDS_HOOKS_ISSUERS"],
    [{ ...ENV, CDS_HOOKS_ISSUERS: `${EHR} ./a.json, ${EHR} ./b.json` }, "Entry 2 of CDS_HOOKS_ISSUERS"],
  ])("are refused in part: %j", (env, says) => {
    const read = readConfig(env);
    expect("faults" in read && read.faults[0]?.message).toContain(says);
  });

  it("are checked by the doctor: whether each issuer's keys can be read", async () => {
    const at = (place: string) =>
      cdsHooksModule.check({ base: BASE, issuers: new Map([[EHR, place]]) }, fetch);
    expect(await at(file)).toMatchObject({ state: "right" });
    expect(await at(join(folder, "gone.json"))).toMatchObject({ state: "wrong" });
    expect(await cdsHooksModule.check(null, fetch)).toMatchObject({ state: "off" });
  });
});
