/** What the documents say to type is typed, in a folder of its own, and does what they say. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { buttonOf, Person } from "./adapters/web/http-caller.ts";
import { PROMPT, Screen } from "./cli/screen-runner.ts";
import { blocks } from "./documented-commands.ts";
import { COMMANDS_MAY_TAKE, FreshClone } from "./fresh-clone.ts";
import { postgresAnswers, postgresUrl } from "./store/temp-database.ts";

const silent = await postgresAnswers();

/** The machine's own Node, without that of the packages: what somebody has who skipped the install. */
const oldNode = (() => {
  const one = new FreshClone();
  const major = Number(/^v(\d+)/.exec(one.run("node --version").out)?.[1] ?? Number.NaN);
  one.remove();
  return major < 24;
})();

const sqlite3IsMissing = spawnSync("sqlite3", ["--version"]).error !== undefined;
if (sqlite3IsMissing) console.warn("No sqlite3 found: the test of the backup is skipped. Install sqlite3.");

const people: FreshClone[] = [];
const newcomer = (env?: Record<string, string>) => {
  const one = new FreshClone(env);
  people.push(one);
  return one;
};
afterEach(() => {
  for (const one of people.splice(0)) one.remove();
});

/** SQLite takes its log away when the last who had the file open has closed it, and only then. */
const wasClosed = ({ folder }: FreshClone) =>
  existsSync(join(folder, "data/triage.db")) && !existsSync(join(folder, "data/triage.db-wal"));

async function pageOf(url: string): Promise<string> {
  const page = await fetch(`${url}/`);
  expect(page.status).toBe(200);
  for (const [, asset] of (await page.text()).matchAll(/(?:src|href)="(assets\/[^"]+)"/g))
    expect((await fetch(`${url}/${asset}`)).status, asset).toBe(200);
  return url;
}

describe("README.md", { timeout: COMMANDS_MAY_TAKE }, () => {
  it("its first command opens the page, keeps cases in ./data, prints which adapters are off, and Ctrl+C ends it", async () => {
    const one = newcomer();
    const program = await one.start(blocks.start);
    await pageOf(program.url);
    for (const words of ["SLACK_BOT_TOKEN", "TEAMS_APP_ID", "Ctrl+C"]) expect(program.said).toContain(words);
    expect(existsSync(join(one.folder, "data/triage.db"))).toBe(true);
    await program.stop("SIGINT");
    expect(wasClosed(one)).toBe(true);
  });

  it("its answer file gives the keys that it names", () => {
    const { out, code } = newcomer().run("npm run --silent triage -- --json -", blocks.answers);
    expect(code).toBe(0);
    const result = JSON.parse(out);
    for (const key of [
      "urgency",
      "could_be",
      "acts_on",
      "provisional",
      "recommendations",
      "withheld",
      "open",
    ])
      expect(result).toHaveProperty(key);
    expect(result.acts_on).toBe("EMERGENT");
  });

  it("its commands work one after another on one folder", () => {
    const one = newcomer();
    const said = (line: string, input?: string) => {
      const { out, err, code } = one.run(line, input);
      expect(code, `${line}: ${out} ${err}`).toBe(0);
      return out;
    };
    expect(said("npm run --silent doctor")).not.toContain("WRONG");
    writeFileSync(
      join(one.folder, "answers.txt"),
      `patient is here\nno\nno\nno\nno\nyes\n${"unknown\n".repeat(60)}`,
    );
    expect(said("npm run --silent chat -- --in-order < answers.txt")).toContain("EMERGENT");
    const handle = /^(\S+): intact/m.exec(said("npm run --silent audit"))?.[1];
    expect(said(`npm run --silent replay -- ${handle}`)).toContain("OK");
    expect(said("npm run --silent protocol -- lint")).toContain("no faults");
    expect(said("npm run --silent protocol -- diagram")).toMatch(/^<svg/);
    expect(said("npm run --silent protocol -- form --paper letter")).toContain("size:letter");
    expect(said("npm run --silent protocol -- citations")).toContain("|");
  });

  it("a setting in .env counts for every command", () => {
    const one = newcomer();
    writeFileSync(join(one.folder, ".env"), "TRIAGE_STORE=sqlite:./elsewhere/cases.db\nTRIAGE_LOG=silent\n");
    expect(one.run("npm run --silent chat", "quit\n").code).toBe(0);
    expect(existsSync(join(one.folder, "elsewhere/cases.db"))).toBe(true);
    expect(one.run("npm run --silent audit").out).toContain("1 case, all intact");
  });

  it("a slip says what is wrong and what to do, and no more", () => {
    const one = newcomer();
    const slips = [
      ["npm run --silent chat -- --stor x", "usage: npm run chat"],
      ["npm run --silent audit -- --stor x", "usage: npm run audit"],
      ["npm run --silent replay", "usage: npm run replay"],
      ["npm start --silent -- bogus", '"bogus" is no command. npm start opens every configured adapter'],
      ["TRIAGE_PORT=http npm start --silent", 'TRIAGE_PORT is set to "http". It is a port'],
      [
        "TRIAGE_STORE=sqlite:package.json/x.db npm start --silent",
        "set TRIAGE_STORE to a place where it may",
      ],
      ...(oldNode
        ? [["rm -r node_modules/.bin && npm start --silent", "This needs Node 24, and what runs is"]]
        : []),
      ["rm -r node_modules && npm start --silent", "Run npm ci first"],
    ] as const;
    for (const [line = "", wanted = ""] of slips) {
      const { out, err, code } = one.run(line);
      expect({ line, code, out }).toEqual({ line, code: 2, out: "" });
      expect(err).toContain(wanted);
      const lines = err.trimEnd().split("\n");
      expect(lines.length, err).toBeLessThanOrEqual(4);
      expect(lines).not.toContain("");
    }
  });
});

describe("docs/api.md", { timeout: COMMANDS_MAY_TAKE }, () => {
  it("goes from nothing to an assessment by its two blocks", async () => {
    const one = newcomer();
    const program = await one.start(blocks.apiStart);
    expect(program.said).toContain(`The HTTP API is at ${program.url}/v1`);
    const { out, code } = one.run(blocks.apiAssess.replace("http://127.0.0.1:3978", program.url));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ acts_on: "URGENT", could_be: "EMERGENT", provisional: true });
    await program.stop("SIGTERM");
  });
});

describe("docs/cds-hooks.md", { timeout: COMMANDS_MAY_TAKE }, () => {
  it("goes from nothing to a card by its two blocks", async () => {
    const one = newcomer();
    const program = await one.start(blocks.cdsStart);
    expect(program.said).toContain(`CDS Hooks is at ${program.url}/cds-services`);
    const { out, code } = one.run(blocks.cdsSign.replace("http://127.0.0.1:3978", program.url));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ cards: [{ indicator: "critical" }] });
    await program.stop("SIGTERM");
  });
});

describe("docs/fhir.md", { timeout: COMMANDS_MAY_TAKE }, () => {
  it("prints a Bundle of an answer file, and asks the first question over HTTP", async () => {
    const one = newcomer();
    const printed = one.run(blocks.fhirFile);
    expect(printed.code).toBe(0);
    expect(JSON.parse(printed.out)).toMatchObject({ resourceType: "Bundle", type: "collection" });
    const tokens = blocks.apiStart.replace("npm start", "");
    const program = await one.start(`${tokens}${blocks.fhirStart}`);
    expect(program.said).toContain(`FHIR is at ${program.url}/fhir`);
    const { out, code } = one.run(blocks.fhirNext.replace("http://127.0.0.1:3978", program.url));
    expect(code).toBe(0);
    const { status, contained } = JSON.parse(out);
    expect(status).toBe("in-progress");
    expect(contained[0].item.map((item: { linkId: string }) => item.linkId)).toEqual(["contact"]);
    await program.stop("SIGTERM");
  });
});

describe("docs/deployment.md", { timeout: COMMANDS_MAY_TAKE }, () => {
  it("starts with the packages of a production install, and SIGTERM ends it", async () => {
    const one = newcomer();
    const program = await one.start(blocks.production);
    await pageOf(program.url);
    await program.stop("SIGTERM");
    expect(wasClosed(one)).toBe(true);
  });

  it("its service of systemd is one, and its command starts and stops the program", async () => {
    const one = newcomer();
    const unit = blocks.service.replaceAll("/opt/triage", one.folder);
    writeFileSync(join(one.folder, "triage.service"), unit);
    if (one.run("systemd-analyze --version").code === 0) {
      const { out, err } = one.run("systemd-analyze verify ./triage.service");
      expect(`${out}${err}`.split("\n").filter((line) => line.includes("triage.service"))).toEqual([]);
    }
    const [, command = ""] = /^ExecStart=(.+)$/m.exec(unit) ?? [];
    const program = await one.start(`exec ${command}`);
    await pageOf(program.url);
    expect(await program.stop("SIGTERM")).toBe(0);
  });

  it("its image has what its steps copy, and its command answers from outside", async () => {
    const steps = blocks.image
      .trim()
      .split("\n")
      .map((line) => line.split(/ (.*)/s) as [string, string]);
    const env: Record<string, string> = {};
    const one = newcomer();
    let start = "";
    for (const [step, rest] of steps) {
      if (step === "COPY")
        for (const from of rest.split(" ").slice(0, -1))
          expect(existsSync(join(one.folder, from))).toBe(true);
      if (step === "ENV") Object.assign(env, Object.fromEntries([rest.split("=")]));
      if (step === "CMD") start = (JSON.parse(rest) as string[]).join(" ");
      if (step === "RUN" && rest.startsWith("npm ci"))
        expect(one.run(`${rest} --dry-run --offline`).code).toBe(0);
    }
    expect(env).toEqual({ TRIAGE_HOST: "0.0.0.0" });
    // the image's own Node is the one of the packages here
    const program = await one
      .start(`TRIAGE_HOST=${env.TRIAGE_HOST} PATH=$PWD/node_modules/.bin:$PATH exec ${start}`)
      .catch((error: Error) => error);
    if (program instanceof Error) throw program;
    expect((await fetch(`${program.url}/healthz`)).status).toBe(200);
    expect(await program.stop("SIGTERM")).toBe(0);
  });

  it.skipIf(sqlite3IsMissing)(
    "a copy that was made while it ran holds the case, with its key; put back, the case goes on",
    async () => {
      const one = newcomer();
      expect(one.run("npm run --silent chat -- --in-order", "patient is here\nno\n").code).toBe(0);
      const running = await one.start("npm start");
      expect(one.run(blocks.backup)).toMatchObject({ code: 0, err: "" });
      const [, handle = ""] =
        /^(\S+): intact/m.exec(one.run("npm run --silent audit -- --store sqlite:./data/triage.db").out) ??
        [];
      expect(handle).not.toBe("");
      await running.stop("SIGTERM");
      const other = newcomer();
      mkdirSync(join(other.folder, "data"));
      for (const file of ["backup.db", "data/triage.db.key"])
        cpSync(join(one.folder, file), join(other.folder, file));
      expect(other.run(blocks.restore)).toMatchObject({ code: 0, err: "" });
      expect(other.run("npm run --silent audit").out).toContain(`${handle}: intact`);
      const screen = new Screen(other.folder);
      try {
        await screen.until(PROMPT);
        expect(await screen.line(handle)).toContain("Red flags 2 of 12");
        expect(await screen.line("no")).toContain("Red flags 3 of 12");
      } finally {
        screen.end();
      }
      rmSync(join(other.folder, "data/triage.db.key"));
      expect(other.run("npm run --silent audit").err).toContain("sealed with a master key, and none is set");
    },
  );
});

describe.skipIf(silent)(
  `several processes (${silent ?? "on a Postgres"})`,
  { timeout: COMMANDS_MAY_TAKE },
  () => {
    it("serve one case by turns, as docs/deployment.md starts them", async () => {
      const name = `triage_test_${crypto.randomUUID().replaceAll("-", "")}`;
      const admin = new pg.Client({ connectionString: postgresUrl });
      await admin.connect();
      await admin.query(`create database ${name}`);
      try {
        const store = Object.assign(new URL(postgresUrl), { pathname: `/${name}` }).href;
        const key = crypto.getRandomValues(Buffer.alloc(32)).toString("base64");
        const one = newcomer({ TRIAGE_MASTER_KEY: key });
        writeFileSync(join(one.folder, "site.yaml"), "asks: one by one\n");
        const lines = blocks.replicas.trim().split("\n");
        const programs = await Promise.all(
          lines.map((line) =>
            one.start(
              line
                .replace(/TRIAGE_STORE=\S+/, `TRIAGE_STORE=${store}`)
                .replace(/TRIAGE_PORT=\d+/, "TRIAGE_PORT=0"),
            ),
          ),
        );
        const [first, second] = programs;
        if (!first || !second) throw new Error("the document starts two");
        const people = [
          new Person(first.url, "Resident"),
          new Person(second.url, "Spine nurse", "nurse"),
        ] as const;
        const room = "one-case";
        const [here, there] = people.map((person) => person.watch(room)) as [
          ReturnType<Person["watch"]>,
          ReturnType<Person["watch"]>,
        ];
        expect((await people[0].start(room)).json.outcome).toBe("handled");
        for (let turn = 0; turn < 6; turn += 1) {
          const at = turn % 2 === 0 ? ([people[1], there] as const) : ([people[0], here] as const);
          const question = await at[1].until(
            ({ messages }) => messages.filter(({ kind }) => kind === "question")[turn],
          );
          expect((await at[0].tap(room, buttonOf(question, "Not assessed"))).json.outcome).toBe("handled");
        }
        const seen = (watch: typeof here) =>
          watch.until(({ messages }) => messages.filter(({ kind }) => kind === "answered")[5]);
        expect((await seen(here)).key).toBe((await seen(there)).key);
        for (const watch of [here, there]) watch.stop();
        for (const { url } of programs) {
          const { cases } = (await (await fetch(`${url}/web/cases`)).json()) as { cases: unknown[] };
          expect(cases).toHaveLength(1);
        }
        await Promise.all(programs.map(({ stop }) => stop("SIGTERM")));
      } finally {
        await admin.query(`drop database ${name} with (force)`);
        await admin.end();
      }
    });
  },
);
