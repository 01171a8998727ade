/** One name, one meaning: whoever searches for a name finds one definition, and its type says what a thing is. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const ROOMS = ["src", "adapters", "cli", "bench"].filter((room) => existsSync(join(ROOT, room)));
const MOST_SHARED = 0.05;

const DECLARATION =
  /^(?:export )?(?:default )?(?:abstract )?(?:async )?(function\*?|class|interface|type|const|let|enum) ([\w$]+)/gm;
const TYPES = ["class", "interface", "type"];
const PARTICIPLE =
  /^(?:[A-Z][a-z]+(?:ed|ing)|Told|Given|Taken|Shown|Said|Kept|Held|Heard|Meant|Put|Read|Found|Left|Seen|Spoken|Sent|Lost)$/;

/** Names that end as participles do, and are nouns in every dictionary. */
const NOUNS: Readonly<Record<string, string>> = {
  Finding: "what an examination or a test shows: the clinical word",
  Heading: "the line above a part of a text",
  Keyring: "a set of keys; it ends in ring",
  Meaning: "what a word stands for",
  Setting: "a value that whoever runs the program chooses",
  Wording: "the words in which something is put",
};

const declarations = ROOMS.flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .sort()
    .flatMap((file) =>
      [...readFileSync(join(ROOT, room, file), "utf8").matchAll(DECLARATION)].map(
        ([, kind = "", name = ""]) => ({ kind, name, file: join(room, file) }),
      ),
    ),
);

/** The files that define each name. */
function filesByName(of: readonly { name: string; file: string }[]): Map<string, Set<string>> {
  const files = new Map<string, Set<string>>();
  for (const { name, file } of of) files.set(name, (files.get(name) ?? new Set()).add(file));
  return files;
}

const listed = (names: readonly (readonly [string, ReadonlySet<string>])[]): string =>
  names.map(([name, files]) => `  ${name}: ${[...files].join(", ")}`).join("\n");

describe("the names that files define at their top level", () => {
  test("are read from the sources", () => {
    expect(declarations.length).toBeGreaterThan(1_000);
    expect(declarations.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["function", "class", "interface", "type", "const"]),
    );
  });

  test("are defined in one file each, but for fewer than 5 of 100", () => {
    const names = filesByName(declarations);
    const shared = [...names]
      .filter(([, files]) => files.size > 1)
      .sort(([a, some], [b, others]) => others.size - some.size || a.localeCompare(b));
    const share = shared.length / names.size;
    expect(
      share,
      `${shared.length} of ${names.size} names (${(share * 100).toFixed(1)} %) are defined in more than one file:\n${listed(shared)}\n`,
    ).toBeLessThan(MOST_SHARED);
  });

  test("are nouns where they name a type, and no bare participles", () => {
    const types = declarations.filter(({ kind }) => TYPES.includes(kind));
    const participles = [...filesByName(types)]
      .filter(([name]) => PARTICIPLE.test(name) && !Object.hasOwn(NOUNS, name))
      .sort(([a], [b]) => a.localeCompare(b));
    expect(
      participles,
      `${participles.length} types are called by a participle alone: say what they are\n${listed(participles)}\n`,
    ).toEqual([]);
  });
});
