import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ProtocolRefused } from "../src/errors.ts";
import { loadProtocol, loadProtocolStore } from "../src/protocol-store.ts";
import { SMALL_PROTOCOL, smallProtocol, writeFaultyProtocol } from "./protocol/fault-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "library-"));
afterAll(() => rmSync(folder, { recursive: true }));

function refusal(file: string): ProtocolRefused {
  try {
    loadProtocol(file);
  } catch (fault) {
    if (fault instanceof ProtocolRefused) return fault;
    throw fault;
  }
  throw new Error(`${file} was not refused`);
}

test("a broken protocol is refused with every fault, its place and its remedy", () => {
  const file = join(folder, "broken.yaml");
  writeFileSync(
    file,
    smallProtocol.replace("hours <= 72 h", "hours <= 3 days").replace("[imaging.mri]", "[imaging.ct]"),
  );
  const { code, issues, message } = refusal(file);
  expect(code).toBe("protocol_refused");
  expect(issues.map((issue) => issue.code)).toEqual(["unknown-recommendation", "wrong-unit"]);
  for (const { line, column, remedy } of issues) {
    expect(message).toContain(`${file}:${line}:${column}`);
    expect(message).toContain(remedy);
  }
  rmSync(file);
});

test("a warning alone does not stop a protocol", () => {
  const file = writeFaultyProtocol(folder, "49-result-left-unknown");
  expect(loadProtocol(file).protocol.id).toBe("small");
  rmSync(file);
});

test("a file that is not UTF-8 is refused, not repaired", () => {
  const file = join(folder, "latin1.yaml");
  writeFileSync(file, Buffer.from([0x69, 0x64, 0x3a, 0x20, 0xe9, 0x0a]));
  expect(refusal(file).message).toMatch(/not UTF-8/);
  rmSync(file);
});

test("every version stays loadable by what an encounter is pinned to", () => {
  copyFileSync(SMALL_PROTOCOL, join(folder, "small.yaml"));
  writeFileSync(join(folder, "small-1.1.0.yaml"), smallProtocol.replace("1.0.0", "1.1.0"));
  // a slip that the linter learned to see later must not make an old case unreadable
  writeFaultyProtocol(folder, "57-unreachable-rule");
  const library = loadProtocolStore(folder);
  expect(library.all).toHaveLength(3);
  for (const { protocol, hash, text } of library.all)
    expect(library.find({ id: protocol.id, version: protocol.version, hash })?.text).toBe(text);
  const [first] = library.all;
  expect(library.find({ id: "small", version: "9.9.9", hash: first?.hash ?? "" })).toBeUndefined();
  expect(library.find({ id: "small", version: "1.0.0", hash: "other" })).toBeUndefined();
});

test("a library with a file that cannot be read says which", () => {
  writeFileSync(join(folder, "empty.yaml"), "");
  expect(() => loadProtocolStore(folder)).toThrow(/empty\.yaml/);
});
