/** The real process on SIGTERM, with what holds a server open: a stream, and a request that is never finished. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Person } from "../adapters/web/http-caller.ts";

const ROOT = join(import.meta.dirname, "../..");
const START = ["--import", "./src/runtime.mjs", "--disable-warning=ExperimentalWarning", "src/app/main.ts"];
const folder = mkdtempSync(join(tmpdir(), "stopping-"));
let child: ChildProcess;
afterEach(() => {
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

test("a process that is told to stop ends its streams, cuts what never ends, loses nothing and exits 0", async () => {
  const store = join(folder, "triage.db");
  child = spawn(process.execPath, START, {
    cwd: ROOT,
    env: { ...process.env, TRIAGE_STORE: `sqlite:${store}`, TRIAGE_PORT: "0", TRIAGE_LOG: "info" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((done) => {
    let text = "";
    child.stdout?.on("data", (bytes: Buffer) => {
      text += bytes;
      const found = /The page is at (http:\/\/\S+?)\/\s/.exec(text)?.[1];
      if (found) done(found);
    });
  });
  const exit = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  const kim = new Person(url, "Kim");
  expect((await kim.start("roomroom", "leg pain")).status).toBe(200);
  const watch = kim.watch("roomroom");
  await watch.until(({ messages }) => messages.length > 0);
  const half = connect(Number(new URL(url).port), "127.0.0.1");
  half.on("error", () => {});
  half.write("POST /web/rooms/roomroom/say HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 100\r\n\r\n{");
  const say = kim.say("roomroom", "status");
  const began = performance.now();
  expect((await say).status).toBe(200);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(performance.now() - began).toBeLessThan(9_000);
  expect(existsSync(`${store}-wal`)).toBe(false);
  half.destroy();
}, 60_000);
