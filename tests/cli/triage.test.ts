import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { VERSION_1_FILE } from "../protocol-under-test.ts";
import { well2But } from "../version-2.ts";
import { runProgram } from "./program-runner.ts";

const folder = mkdtempSync(join(tmpdir(), "triage-"));
afterAll(() => rmSync(folder, { recursive: true }));

function triage(input: string | Buffer, args: readonly string[] = ["--json", "answers.json"]) {
  writeFileSync(join(folder, "answers.json"), input);
  return runProgram("triage", args, { folder });
}

describe("an answer file", () => {
  it("gives one JSON object with the keys that checks rely on", async () => {
    const { code, out } = await triage('{"findings":{"fever":true}}');
    expect(code).toBe(0);
    const result = JSON.parse(out);
    expect(Object.keys(result)).toEqual([
      "protocol",
      "urgency",
      "could_be",
      "acts_on",
      "provisional",
      "recommendations",
      "withheld",
      "open",
      "rules",
    ]);
    expect(result).toMatchObject({
      urgency: "URGENT",
      could_be: "EMERGENT",
      acts_on: "URGENT",
      provisional: true,
    });
    expect(Object.keys(result.recommendations[0])).toEqual([
      "id",
      "kind",
      "text",
      "window",
      "because",
      "citations",
    ]);
    const mri = result.recommendations.find(({ id }: { id: string }) => id === "imaging.mri_spine");
    expect(mri).toMatchObject({
      window: { within: "PT12H", from: "recognition" },
      because: ["spinal-infection"],
    });
  });

  it("withholds an anticoagulant with exactly what still releases it, each in words", async () => {
    const findings = JSON.stringify(
      well2But({
        hours_since_injection: { value: "2026-03-09T14:00Z", exact: "minute" },
        leg_swelling: "left",
        duplex_result: "proximal_dvt",
      }),
    );
    const input = `{"findings":${findings},"now":"2026-03-10T12:00:00Z"}`;
    const { withheld } = JSON.parse((await triage(input)).out);
    const held = withheld.find(({ id }: { id: string }) => id === "treatment.anticoagulation");
    expect(held.released_by.toSorted()).toEqual([
      "hours_since_injection",
      "proceduralist_agrees_anticoagulation",
    ]);
    expect(held.release.join("; ")).toMatch(/24 h after the injection.* today/);
  });

  it("--protocol names another version", async () => {
    const shipped = ["--json", "answers.json", "--protocol", VERSION_1_FILE];
    const result = JSON.parse((await triage('{"findings":{"duplex_result":"proximal_dvt"}}', shipped)).out);
    expect(result.protocol.version).toBe("1.0.0");
    expect(result.withheld).toHaveLength(1);
    expect(result.withheld[0]).toMatchObject({
      id: "treatment.anticoagulation",
      released_by: ["mri_result", "proceduralist_agrees_anticoagulation"],
    });
  });

  it("--ask gives the next question", async () => {
    expect(
      JSON.parse(
        (await triage('{"findings":{"procedure":"other"}}', ["--json", "answers.json", "--ask"])).out,
      ),
    ).toMatchObject({ question: { id: "contact" }, position: 1 });
  });

  const faults: readonly [string, string | Buffer, RegExp][] = [
    [
      "an unknown id, with the one that was meant",
      '{"findings":{"fevr":true}}',
      /^fevr: true .*did you mean fever\?\n$/,
    ],
    [
      "a wrong type",
      '{"findings":{"saddle_sensory_loss":[1]}}',
      /^saddle_sensory_loss: \[1\] .*present, absent or unknown\n$/,
    ],
    ["MRC 6", '{"findings":{"motor_grades":{"worst":6}}}', /^motor_grades\.worst: 6 .*0 to 5\n$/],
    [
      "-3 cm",
      '{"findings":{"leg_circumference":{"calf":{"left":-3,"right":36}}}}',
      /^leg_circumference\.calf\.left: -3 .*10 to 120 cm.*\n$/,
    ],
    ["55 C", '{"findings":{"fever":55}}', /^fever: 55 .*30 to 45 C.*\n$/],
    ["two faults, a line each", '{"findings":{"fever":55,"nope":1}}', /^fever: .*\nnope: .*\n$/],
    [
      "a key given twice",
      '{"findings":{"fever":true,"fever":false}}',
      /^line 1, column \d+: "fever" is given twice; keep one\n$/,
    ],
    ["10 MB of noise", Buffer.alloc(10_000_000, 7), /^the input has 10000000 bytes; .*\n$/],
    ["what is not JSON", "hello", /^the input is not JSON.*\n$/],
    [
      "what is not UTF-8",
      Buffer.from([0x7b, 0xff, 0xfe]),
      /^the input is not UTF-8 text; save it as UTF-8\n$/,
    ],
    ["no findings", "[]", /^the input has no "findings" object.*\n$/],
    [
      "a key beside findings",
      '{"findings":{},"patient":"x"}',
      /^"patient" is not known beside "findings".*\n$/,
    ],
  ];
  it.each(faults)(
    "with %s exits 2, one clear line a fault, and nothing on standard output",
    async (_, input, line) => {
      const { code, out, err } = await triage(input);
      expect(code).toBe(2);
      expect(out).toBe("");
      expect(err).toMatch(line);
      expect(err).not.toMatch(/ {4}at /);
    },
  );

  it("that does not exist is named", async () => {
    expect(await triage("", ["--json", "no-such-file.json"])).toEqual({
      code: 2,
      out: "",
      err: "cannot read no-such-file.json: there is no such file\n",
    });
  });

  it("is asked for when none is named, and an unknown option is refused", async () => {
    expect((await triage("", [])).code).toBe(2);
    expect((await triage("", ["--jsno", "x"])).err).toContain("usage: npm run --silent triage");
  });
});

describe("the patients of each time rule, as answer files", () => {
  interface TimedPatient {
    id: string;
    text: string;
    now: string;
    site?: Record<string, boolean>;
    findings: unknown;
    expected: { acts_on: string; has?: string[]; not?: string[]; withheld?: string[] };
  }
  const patients = JSON.parse(
    readFileSync(new URL("../cases/2.0.0/time.json", import.meta.url), "utf8"),
  ) as TimedPatient[];

  it.each(["1", "2", "4", "8", "24", "48", "72"])(
    "are ten at least at %s h, on both sides of it",
    (hours) => {
      const own = patients.filter(({ id }) => id.startsWith(`T${hours}H-`));
      expect(own.length).toBeGreaterThanOrEqual(10);
      expect(new Set(own.map(({ expected }) => JSON.stringify(expected))).size).toBeGreaterThanOrEqual(2);
    },
  );

  it.each(patients)("$id: $text", async ({ now, site, findings, expected }) => {
    const { out, code } = await triage(JSON.stringify({ now, site, findings }));
    expect(code).toBe(0);
    const { acts_on, recommendations, withheld } = JSON.parse(out);
    const ids = recommendations.map(({ id }: { id: string }) => id);
    const held = withheld.map(({ id }: { id: string }) => id);
    expect(acts_on).toBe(expected.acts_on);
    expect(ids).toEqual(expect.arrayContaining(expected.has ?? []));
    expect(held).toEqual(expect.arrayContaining(expected.withheld ?? []));
    for (const id of expected.not ?? []) expect(ids).not.toContain(id);
  });
});
