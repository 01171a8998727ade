/**
 * What a stranger can and cannot reach, by the real program behind real proxies: the configurations of docs/deployment.md, and
 * one that passes everything on and adds no header, as proxies do that nobody has configured. docs/generated/reach.md is the table.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../../src/app/config.ts";
import { type Program, startProgram } from "../../src/app/program.ts";
import { BLOCKS } from "../documented-commands.ts";

const PAGE_TOKEN = "Zp4-kT9_wQ2xR7vB5nM8cL1d";
const TEAMS = {
  TEAMS_APP_ID: "12345678-1234-1234-1234-123456789abc",
  TEAMS_APP_SECRET: "a-secret-of-some-length",
  TEAMS_TENANT_ID: "12345678-1234-1234-1234-123456789abd",
};
const API = {
  API_TOKENS: `system bed-board Bed board sha256:${"a".repeat(64)}`,
  FHIR_BASE_URL: "https://fhir.example.org/triage",
};

const missing = ["nginx", "caddy", "openssl"].filter((name) => spawnSync(name, ["-h"]).error !== undefined);
if (missing.length > 0) console.warn(`${missing.join(", ")} not found: what strangers reach is skipped.`);

let folder = "";
let program: Program | undefined;
const children: ChildProcess[] = [];
const path = (name: string) => join(folder, name);

const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });

interface Asked {
  method: "GET" | "POST";
  path: string;
  /** As the table calls it. */
  what: string;
}
const ASKED: readonly Asked[] = [
  { method: "GET", path: "/", what: "the page, or its sign-in" },
  { method: "GET", path: "/web/cases", what: "all cases" },
  { method: "POST", path: "/web/rooms/strangerroom/start", what: "a new case" },
  { method: "GET", path: "/metrics", what: "the counts" },
  { method: "GET", path: "/readyz", what: "readiness" },
  { method: "POST", path: "/api/messages", what: "a message to Teams' bot" },
  { method: "POST", path: "/v1/assess", what: "an assessment" },
  { method: "GET", path: "/fhir/metadata", what: "what FHIR offers" },
];

/** By somebody without any token, who is no browser: the status, or 0 while nobody listens. */
function ask({ method, path: asked }: Asked, port: number): Promise<number> {
  const own = { "content-type": "application/json", "x-triage-page": "1", host: "triage.hospital.example" };
  const body = JSON.stringify({
    id: "request-1xx",
    as: { name: "Stranger", role: "nurse" },
    words: "leg pain",
  });
  return new Promise((done) => {
    const sent = request(
      {
        port,
        method,
        path: asked,
        headers: own,
        rejectUnauthorized: false,
        servername: "triage.hospital.example",
      },
      (response) => response.resume().on("end", () => done(response.statusCode ?? 0)),
    );
    sent.on("error", () => done(0));
    sent.end(method === "POST" ? body : undefined);
  });
}

const block = (language: string): string => {
  const found = BLOCKS.filter((each) => each.file === "docs/deployment.md" && each.language === language);
  if (found.length !== 1) throw new Error(`docs/deployment.md has ${found.length} blocks of ${language}`);
  return found[0]?.text ?? "";
};

/** Runs nginx over one server's configuration, with this test's port, certificate and program in it. */
function runNginx(name: string, server: string): ChildProcess {
  writeFileSync(
    path(`${name}.conf`),
    `daemon off; master_process off; pid ${path(`${name}.pid`)}; error_log ${path(`${name}.log`)};
    events {}
    http {
      access_log off;
      client_body_temp_path ${path("body")}; proxy_temp_path ${path("proxied")};
      fastcgi_temp_path ${path("f")}; uwsgi_temp_path ${path("u")}; scgi_temp_path ${path("s")};
      ${server}
    }`,
  );
  return spawn("nginx", ["-p", folder, "-e", path(`${name}.log`), "-c", path(`${name}.conf`)], {
    stdio: "ignore",
  });
}

function runCaddy(site: string): ChildProcess {
  writeFileSync(path("Caddyfile"), `{\n admin off\n auto_https disable_redirects\n}\n${site}`);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return spawn("caddy", ["run", "--adapter", "caddyfile", "--config", path("Caddyfile")], {
    env,
    stdio: "ignore",
  });
}

/** Replaces each, which must be there: a block that was changed must not be tried half. */
function withReal(text: string, changes: Readonly<Record<string, string>>): string {
  let real = text;
  for (const [from, to] of Object.entries(changes)) {
    if (!real.includes(from)) throw new Error(`the block has no "${from}"`);
    real = real.replaceAll(from, to);
  }
  return real;
}

/** Each proxy with how to run it before the program. */
const PROXIES: Readonly<Record<string, (port: number, upstream: string) => ChildProcess>> = {
  "nginx that passes everything on and adds nothing": (port, upstream) =>
    runNginx(
      "bare",
      `server {
        listen 127.0.0.1:${port} ssl;
        ssl_certificate ${path("triage.pem")}; ssl_certificate_key ${path("triage.key")};
        location / { proxy_pass http://${upstream}; }
      }`,
    ),
  "nginx as documented": (port, upstream) =>
    runNginx(
      "documented",
      withReal(block("nginx"), {
        "listen 443 ssl": `listen 127.0.0.1:${port} ssl`,
        "/etc/ssl/certs/triage.pem": path("triage.pem"),
        "/etc/ssl/private/triage.key": path("triage.key"),
        "127.0.0.1:3978": upstream,
      }),
    ),
  "Caddy as documented": (port, upstream) =>
    runCaddy(
      withReal(block("caddyfile"), {
        "triage.hospital.example {": `triage.hospital.example:${port} {\n bind 127.0.0.1\n tls ${path("triage.pem")} ${path("triage.key")}`,
        "127.0.0.1:3978": upstream,
      }),
    ),
};

const STARTS: Readonly<Record<string, Record<string, string>>> = {
  neither: {},
  "`WEB_PAGE=local`": { WEB_PAGE: "local" },
  "`WEB_ACCESS_TOKEN`": { WEB_ACCESS_TOKEN: PAGE_TOKEN },
};

/** What a stranger gets through a proxy of each path, in the order of ASKED. */
async function reached(proxy: string, upstream: string): Promise<number[]> {
  const port = await freePort();
  const child = PROXIES[proxy]?.(port, upstream);
  if (child === undefined) throw new Error(`no proxy is called ${proxy}`);
  children.push(child);
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  let gone = false;
  void ended.then(() => {
    gone = true;
  });
  // it listens when it answers anything at all
  while ((await ask({ method: "GET", path: "/healthz", what: "" }, port)) === 0)
    if (gone) throw new Error(`${proxy} ended before it listened`);
  const statuses: number[] = [];
  for (const asked of ASKED) statuses.push(await ask(asked, port));
  child.kill("SIGTERM");
  await ended;
  return statuses;
}

const meaning = (status: number): string => (status < 300 ? `**${status}**` : `${status}`);

describe.skipIf(missing.length > 0)("a stranger behind a proxy", () => {
  /** By the settings of the page, and the proxy. */
  const table = new Map<string, Map<string, number[]>>();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "reach-"));
    const made = spawnSync("openssl", [
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2".split(" "),
      ...["-subj", "/CN=triage.hospital.example", "-addext", "subjectAltName=DNS:triage.hospital.example"],
      ...["-keyout", path("triage.key"), "-out", path("triage.pem")],
    ]);
    if (made.status !== 0) throw new Error(`openssl: ${made.stderr}`);
    for (const [page, settings] of Object.entries(STARTS)) {
      const read = readConfig({
        TRIAGE_STORE: `sqlite:${path(`${table.size}.db`)}`,
        TRIAGE_PORT: "0",
        TRIAGE_LOG: "silent",
        ...TEAMS,
        ...API,
        ...settings,
      });
      if ("faults" in read) throw new Error(read.faults.map(({ message }) => message).join());
      program = await startProgram(read.config, folder);
      const { host } = new URL(program.url);
      const byProxy = new Map<string, number[]>();
      for (const proxy of Object.keys(PROXIES)) byProxy.set(proxy, await reached(proxy, host));
      table.set(page, byProxy);
      await program.stop();
      program = undefined;
    }
  }, 120_000);

  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await program?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const statusOf = (page: string, proxy: string, asked: string) =>
    table.get(page)?.get(proxy)?.[ASKED.findIndex((each) => each.path === asked)];
  const [bare = "", ...documented] = Object.keys(PROXIES);
  const ofCases = ["/", "/web/cases", "/web/rooms/strangerroom/start", "/metrics"];

  test("reads no case and no count, and starts none, through a proxy that passes everything on and adds nothing", () => {
    for (const asked of ofCases) expect([403, 404], asked).toContain(statusOf("neither", bare, asked));
    for (const asked of ofCases.slice(1))
      expect([401, 403], asked).toContain(statusOf("`WEB_ACCESS_TOKEN`", bare, asked));
  });

  test("would read them all through it where WEB_PAGE=local says that there is none: why that is said aloud", () => {
    expect(statusOf("`WEB_PAGE=local`", bare, "/web/cases")).toBe(200);
  });

  test.each(documented)(
    "gets nothing but what is called from outside through %s, whatever the page's settings",
    (proxy) => {
      for (const page of Object.keys(STARTS)) {
        for (const asked of ofCases) expect(statusOf(page, proxy, asked), `${page} ${asked}`).toBe(404);
        expect([400, 401]).toContain(statusOf(page, proxy, "/api/messages"));
      }
    },
  );

  test("docs/generated/reach.md is current", async () => {
    const rows = ASKED.map(({ method, path: asked, what }) => {
      const cells = [...table.values()].flatMap((byProxy) =>
        [...byProxy.keys()].map((proxy) =>
          meaning(byProxy.get(proxy)?.[ASKED.findIndex((one) => one.path === asked)] ?? 0),
        ),
      );
      return `| \`${method} ${asked}\` | ${what} | ${cells.join(" | ")} |`;
    });
    const columns = [...table.keys()].flatMap((page) =>
      Object.keys(PROXIES).map((_proxy, at) => `${page}, ${["bare", "nginx", "Caddy"][at]}`),
    );
    const text = [
      "# What a stranger reaches",
      "",
      "Made by `tests/app/reach.slow.test.ts`, with the program started beside Teams, the HTTP API and FHIR. Each cell is the status",
      "that somebody without any token gets through a proxy on the program's own machine; **bold** is let in. The columns are what is",
      "set for the page, and the proxy: *bare* is an nginx that passes everything on and adds no header; *nginx* and *Caddy* are",
      "the configurations of [deployment.md](../deployment.md).",
      "",
      `| request | what it is | ${columns.join(" | ")} |`,
      `| --- | --- |${columns.map(() => " --- |").join("")}`,
      ...rows,
      "",
    ].join("\n");
    await expect(text).toMatchFileSnapshot("../../docs/generated/reach.md");
  });
});
