import { describe, expect, test } from "vitest";
import type { Issue } from "../../src/protocol/issue.ts";
import { readProtocol } from "../../src/protocol/read.ts";
import { smallProtocol } from "./fault-fixtures.ts";

/** The small protocol with some text replaced, and what the reader objects to. */
function objections(...changes: readonly [was: string, is: string][]): Issue[] {
  let text = smallProtocol;
  for (const [was, is] of changes) {
    expect(text).toContain(was);
    text = text.replace(was, is);
  }
  const reading = readProtocol(text, "small.yaml");
  return "issues" in reading ? reading.issues : [];
}

describe("a protocol that is read", () => {
  const reading = readProtocol(smallProtocol, "small.yaml");
  if ("issues" in reading) throw new Error("the small protocol is valid");
  const at = (...path: (string | number)[]) => {
    const { line, column } = reading.locate(path);
    return smallProtocol.split("\n")[line - 1]?.slice(column - 1) ?? "";
  };

  test("has its content", () => {
    expect(reading.protocol.id).toBe("small");
    expect(reading.protocol.rules.map(({ id }) => id)).toContain("early-fever");
  });

  test("gives the place of each part", () => {
    expect(at("rules", 2, "when", "all", 1)).toMatch(/^hours <= 72 h/);
    expect(at("rules", 2, "recommend", 0, "window")).toMatch(/^now }/);
    expect(at("references", 1, "url")).toMatch(/^"https/);
  });

  test("gives the place of the part itself for a default, and for what is written in short", () => {
    expect(at("questions", 0, "adjunct")).toMatch(/^id: fever/);
    expect(at("rules", 0, "recommend", 0, "id")).toMatch(/^imaging.mri\]/);
    expect(at("questions", 0, "ask", "nurse")).toMatch(/^Is there fever/);
    expect(at("nowhere")).toMatch(/^id: small/);
  });
});

describe("a protocol that cannot be read", () => {
  test("says everything that is wrong at once, from top to bottom", () => {
    const issues = objections(
      ['version: "1.0.0"', "version: 1.0"],
      ["within: 1 h", "within: a while"],
      ["urgency: URGENT", "urgency: URGNT"],
      ["label: MRI result", "lable: MRI result"],
    );
    expect(issues.map(({ code }) => code)).toEqual(["wrong-type", "unknown-key", "bad-value", "not-allowed"]);
    expect(issues.map(({ line }) => line)).toEqual([...issues.map(({ line }) => line)].sort((a, b) => a - b));
    expect(issues.every(({ file, severity }) => file === "small.yaml" && severity === "error")).toBe(true);
  });

  test("names the path as it is written in the protocol", () => {
    const [issue] = objections([
      "recommend: [{ id: imaging.mri, window: now }]",
      "recommend: [{ id: imaging.mri, window: 4 }]",
    ]);
    expect(issue).toMatchObject({
      path: "rules[2].recommend[0].window",
      code: "wrong-type",
      remedy: 'put it in quotes: "4"',
    });
  });

  test("a misspelt key is one fault, not an unknown key and a missing one", () => {
    const issues = objections(["ask: What did the MRI show?", "aks: What did the MRI show?"]);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({
      code: "unknown-key",
      remedy: 'remove it or correct its spelling: did you mean "ask"?',
    });
  });

  test("a key of another form of answer is unknown in this one, and the remedy lists its own keys", () => {
    const [issue] = objections(["answer: { kind: tri }", "answer: { kind: tri, groups: [] }"]);
    expect(issue).toMatchObject({ code: "unknown-key", path: "questions[1].answer.groups" });
    expect(issue?.remedy).toMatch(/allowed: kind, measured, parts, examples, absent_also, statements$/);
  });

  test("wording by role is held to its own form", () => {
    const [issue, ...more] = objections(["ask: Is there fever?", "ask: { nurse: Is the patient hot? }"]);
    expect(issue).toMatchObject({
      code: "missing-key",
      message: '"physician" is missing',
      path: "questions[0].ask.physician",
    });
    expect(more).toEqual([]);
  });

  test("a value of the wrong kind says which kinds are right", () => {
    const [issue] = objections(["ask: Is there fever?", "ask: 3"]);
    expect(issue).toMatchObject({ code: "wrong-type", remedy: "write text, or a mapping" });
  });

  test("a missing condition says what a condition is", () => {
    const [issue] = objections(["    when: { all: [fever, hours <= 72 h] }\n", ""]);
    expect(issue).toMatchObject({ code: "missing-key", message: '"when" is missing' });
    expect(issue?.remedy).toContain("a condition is a sentence");
  });

  test.each([
    ["an empty file", "", "not-a-protocol"],
    ["comments alone", "# nothing\n", "not-a-protocol"],
    ["a list", "- a\n- b\n", "not-a-protocol"],
    ["plain words", "hello there", "not-a-protocol"],
    ["an alias to nothing", "id: *other\n", "yaml-syntax"],
    ["aliases that multiply", bomb(), "yaml-syntax"],
    ["an unknown tag", "id: !secret x\n", "yaml-syntax"],
    ["two documents", "id: a\n---\nid: b\n", "yaml-syntax"],
    ["an open quote", 'id: "a\n', "yaml-syntax"],
    ["bytes that are no text", "\u0000\u0001\u0002", "not-a-protocol"],
  ])("from %s is reported once, with its place and its remedy", (_, text, code) => {
    const reading = readProtocol(text, "f.yaml");
    const issues = "issues" in reading ? reading.issues : [];
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code, file: "f.yaml" });
    expect(issues[0]?.line).toBeGreaterThan(0);
    expect(issues[0]?.column).toBeGreaterThan(0);
    expect(issues[0]?.remedy).not.toBe("");
  });
});

/** Nine lines of YAML that would unfold to a hundred million entries. */
function bomb(): string {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let at = 1; at < 9; at += 1)
    lines.push(`a${at}: &a${at} [${Array.from({ length: 10 }, () => `*a${at - 1}`).join(", ")}]`);
  return `${lines.join("\n")}\n`;
}
