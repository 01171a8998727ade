import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PROGRAMS_MAY_TAKE, programRunner } from "./program-runner.ts";
import { answersUntilDecided } from "./typed-answers.ts";

vi.setConfig({ testTimeout: PROGRAMS_MAY_TAKE });

const HANDLE = /[a-z]+-[a-z]+-\d+/;

describe("the terminal's cases", () => {
  let at: ReturnType<typeof programRunner>;
  beforeEach(() => {
    at = programRunner();
  });
  afterEach(() => at.remove());

  const handleOf = (out: string) => HANDLE.exec(out)?.[0] ?? "";
  const change = (sql: string) => {
    const file = new DatabaseSync(at.path);
    file.exec(sql);
    file.close();
  };

  it("say once where they are kept", async () => {
    expect((await at.run("chat", [], { lines: ["quit"] })).err).toContain("data/triage.db.key");
    expect((await at.run("chat", [], { lines: ["quit"] })).err).toBe("");
  });

  it("lie in a file and under a key that only their owner can read; both can be copied", async () => {
    await at.run("chat", ["--in-order"], { lines: ["patient is here", "no", "quit"] });
    expect(readdirSync(`${at.folder}/data`).sort()).toEqual([
      "triage.db",
      "triage.db-senders",
      "triage.db.key",
    ]);
    for (const name of [at.path, `${at.path}.key`]) expect(statSync(name).mode & 0o077).toBe(0);
    copyFileSync(at.path, `${at.folder}/copy.db`);
    copyFileSync(`${at.path}.key`, `${at.folder}/copy.db.key`);
    const { out } = await at.run("audit", ["--store", "sqlite:copy.db"]);
    expect(out).toContain("1 case, all intact");
  });

  it("are not opened without their key, and no other key is made in its place", async () => {
    await at.run("chat", ["--in-order"], { lines: ["patient is here", "quit"] });
    rmSync(`${at.path}.key`);
    const { err, code } = await at.run("chat", [], { lines: ["quit"] });
    expect(code).toBe(2);
    expect(err).toContain("sealed with a master key, and none is set");
    expect(existsSync(`${at.path}.key`)).toBe(false);
  });

  it("are kept nowhere with --memory", async () => {
    const { out, code } = await at.run("chat", ["--memory", "--in-order"], {
      lines: ["patient is here", "quit"],
    });
    expect(code).toBe(0);
    expect(out).toContain("Red flags 1 of 12");
    expect(readdirSync(at.folder)).toEqual([]);
  });

  it("remember for whom they are worded", async () => {
    await at.run("chat", [], { lines: ["role nurse", "close", "quit"] });
    const { out } = await at.run("chat", [], { lines: ["quit"] });
    expect(out).toContain("Contact 1 of 1");
    const file = new DatabaseSync(at.path);
    expect(file.prepare("select role from people").all()).toMatchObject([{ role: "nurse" }]);
    file.close();
  });

  it("can be audited: intact, and broken when a record was changed", async () => {
    await at.run("chat", ["--in-order"], { lines: ["patient is here", "no", "quit"] });
    const intact = await at.run("audit", []);
    expect(intact.code).toBe(0);
    expect(intact.out).toMatch(
      /^[a-z]+-[a-z]+-\d+: intact\. Record \d+, [0-9a-f]{12}\n1 case, all intact\n$/,
    );
    change("update events set at = '2026-01-31T13:00:00.000Z' where seq = 3");
    const broken = await at.run("audit", []);
    expect(broken.code).toBe(1);
    expect(broken.out).toContain("BROKEN at record 3: an event is not what was recorded");
  });

  it("can be replayed: every decision again, byte for byte", async () => {
    const { out } = await at.run("chat", ["--in-order"], {
      lines: [...answersUntilDecided, "change fever", "39.2", "status", "quit"],
    });
    const handle = handleOf((await at.run("audit", [])).out);
    expect(out).toContain("ROUTINE");
    const { out: replayed, code } = await at.run("replay", [handle]);
    expect(code).toBe(0);
    expect(replayed.trimEnd().split("\n").length).toBeGreaterThan(1);
    for (const line of replayed.trimEnd().split("\n"))
      expect(line).toMatch(
        /^Record \d+, 2026-01-31T14:00:00\.000Z, version \S+, (?:acts on \w+|what is urgent): OK$/,
      );
    expect(replayed).toContain("what is urgent: OK");
  });

  it("can be replayed before there is a decision: the alert is made again", async () => {
    const lines = ["patient is here", "yes", "quit"];
    expect((await at.run("chat", ["--in-order"], { lines })).out).toContain("EMERGENT");
    const { out, code } = await at.run("replay", [handleOf((await at.run("audit", [])).out)]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Record \d+, 2026-01-31T14:00:00\.000Z, version \S+, alert, EMERGENT: OK\n$/);
  });

  it("that are not there are said to be so, and none is made by looking", async () => {
    for (const [program, args] of [
      ["audit", []],
      ["replay", ["amber-falcon-42"]],
    ] as const) {
      const { err, code } = await at.run(program, args);
      expect(code).toBe(2);
      expect(err).toContain("There is no store at ./data/triage.db.");
    }
    expect(readdirSync(at.folder)).toEqual([]);
    await at.run("chat", [], { lines: ["quit"] });
    expect((await at.run("replay", ["amber-falcon-0"])).err).toContain("There is no such case");
    expect((await at.run("replay", [])).err).toContain("Name one case.");
    const wrong = await at.run("audit", ["--store", "triage.db"]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain("sqlite:./data/triage.db");
  });
});

describe("npm run fhir", { timeout: 3 * PROGRAMS_MAY_TAKE }, () => {
  const at = programRunner();
  afterAll(() => at.remove());

  it("prints a stored case with who answered, and an answer file without anybody", async () => {
    await at.run("chat", ["--in-order"], { lines: ["patient is here", "yes", "not assessed", "quit"] });
    const handle = HANDLE.exec((await at.run("audit", [])).out)?.[0] ?? "";
    const printed = await at.run("fhir", [handle, "--base", "https://fhir.example.org/triage"]);
    expect([printed.code, printed.err]).toEqual([0, ""]);
    const { entry, identifier } = JSON.parse(printed.out);
    expect(identifier.value).toBe(handle);
    const resources: { resourceType: string; status?: string; id: string }[] = entry.map(
      ({ resource }: { resource: unknown }) => resource,
    );
    const observations = resources.filter(({ resourceType }) => resourceType === "Observation");
    expect(observations.map(({ status }) => status)).toEqual(["final", "final", "final"]);
    expect(JSON.stringify(observations)).toContain("not-performed");
    expect(resources.find(({ resourceType }) => resourceType === "QuestionnaireResponse")?.status).toBe(
      "in-progress",
    );
    const file = await at.run("fhir", ["-"], { lines: ['{"findings": {"fever": true}}'] });
    expect(file.code).toBe(0);
    expect(file.out).toContain("https://example.org/triage");
    expect(file.out).toContain('"preliminary"');
    expect(file.out).not.toContain('"final"');
  });

  it("says what is wrong and what to do, and prints nothing then", async () => {
    const slips: [string[], string[], string][] = [
      [[], [], "Name one case, or - for an answer file."],
      [["amber-falcon-0"], [], "There is no such case"],
      [["-"], ["{"], "not JSON"],
      [["-"], ['{"findings": {"feever": 1}}'], "did you mean fever?"],
      [["-", "--base", "ours"], ["{}"], "--base is an address"],
    ];
    for (const [args, lines, says] of slips) {
      const { out, err, code } = await at.run("fhir", args, { lines });
      expect({ out, code }).toEqual({ out: "", code: 2 });
      expect(err).toContain(says);
    }
  });
});
