import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readWordLists } from "../../src/language/word-lists.ts";
import { loadWordLists, newestWordLists, WORD_LISTS } from "../../src/protocol-store.ts";
import { wordLists } from "../word-lists.ts";

/** SHA-256 of each released file. A new version is a new file and a new line; a line is never changed. */
const RELEASED: Readonly<Record<string, string>> = {
  "en-1.0.0.yaml": "cc6477dd24bb3a1e3cc12b14ac4976c278abb9d9ad927e022911064a5e6e34fc",
  "en-1.1.0.yaml": "b83b4292dcf12bd0fea2dbe78770198bb874705b3f30c6e62f2204d9787a140a",
};

const text = readFileSync(newestWordLists(), "utf8");
const folder = mkdtempSync(join(tmpdir(), "words-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What is said of a file in which one piece of text was replaced. */
function issuesOf(piece: string, by: string) {
  expect(text).toContain(piece);
  const reading = readWordLists(text.replace(piece, by), "0".repeat(64));
  return "issues" in reading ? reading.issues : [];
}

describe("the word lists beside the protocols", () => {
  it("are byte for byte what was released: an event names the version that read it", () => {
    for (const name of readdirSync(WORD_LISTS)) {
      const found = createHash("sha256")
        .update(readFileSync(join(WORD_LISTS, name)))
        .digest("hex");
      expect(found, `${name} was changed: make a new version, in a new file`).toBe(RELEASED[name]);
    }
  });

  it("have the version of their file's name, and the hash of its text", () => {
    expect(newestWordLists()).toBe(join(WORD_LISTS, `${wordLists.language}-${wordLists.version}.yaml`));
    expect(wordLists.hash).toBe(createHash("sha256").update(text).digest("hex"));
  });

  it("are those of the highest version, and 10 is higher than 9", () => {
    for (const version of ["1.9.0", "1.10.0", "1.2.0"])
      writeFileSync(join(folder, `en-${version}.yaml`), text.replace(wordLists.version, version));
    expect(newestWordLists(folder)).toBe(join(folder, "en-1.10.0.yaml"));
  });
});

it("released before there was a command are still read: the command has its name alone", () => {
  const undo = /^ {2}undo: .*\n/m.exec(text)?.[0] ?? "";
  const reading = readWordLists(text.replace(undo, ""), "0".repeat(64));
  expect(undo).not.toBe("");
  expect("lists" in reading && reading.lists.commands.undo).toEqual([]);
});

describe("a file of words with a fault is refused, with the place, the cause and the cure", () => {
  it.each<[fault: string, piece: string, by: string, message: RegExp, remedy: RegExp]>([
    [
      "a key that nothing reads",
      "replies:\n  confirm:",
      "replies:\n  confrim: [ok]\n  confirm:",
      /replies has the key confrim, which nothing reads/,
      /remove it, or correct its name/,
    ],
    ["a list that is missing", "  ago: [ago]\n", "", /times\.ago is missing/, /list its words/],
    ["an empty list", "unable: [unable]", "unable: []", /list at least one word/, /released file/],
    [
      "a word that YAML reads as something else",
      'yes, y, yep, yeah, present, positive, "+ve", "true"',
      "yes, y, true",
      /answers\.yes\[2\] is not text/,
      /quotes/,
    ],
    [
      "a word that is listed twice",
      "yes, yep, yeah, y]",
      "yes, yep, yes, y]",
      /lists "yes" twice/,
      /keep one/,
    ],
    [
      "a version that is none",
      `version: ${wordLists.version}`,
      "version: one",
      /three numbers/,
      /released file/,
    ],
    ["YAML that does not read", `version: ${wordLists.version}`, 'version: "1.0.0', /./, /mend the YAML/],
  ])("%s", (_, piece, by, message, remedy) => {
    const [issue] = issuesOf(piece, by);
    expect(issue?.message).toMatch(message);
    expect(issue?.remedy).toMatch(remedy);
    expect(issue?.line).toBeGreaterThan(3);
  });

  it("by a message that names the file", () => {
    const file = join(folder, "empty.yaml");
    writeFileSync(file, "");
    expect(() => loadWordLists(file)).toThrow(/empty\.yaml:1:1 {2}\S+ is missing/);
  });
});
