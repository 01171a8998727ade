/** The documents keep their promises: what they name is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { IDENTIFIER_KINDS } from "../src/privacy/identifier-span.ts";
import { NO_HOSPITAL_CONFIG } from "../src/site/hospital-config.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const safety = read("docs/safety.md");
const hazards = safety
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ name: text.split("\n")[0] ?? "", text }));

describe("the hazard log", () => {
  it("numbers its hazards in order", () => {
    expect(hazards.map(({ name }) => name.split(" ")[0])).toEqual(hazards.map((_, at) => `H${at + 1}`));
  });

  it.each(hazards)("$name has a cause, a harm, a control and tests that show it", ({ text }) => {
    for (const part of ["Cause", "Harm", "Control"]) expect(text).toMatch(new RegExp(`^- ${part}: \\S`, "m"));
    const named = [...text.matchAll(/^- Shown by: `([^`]+)` "(.+)"$/gm)];
    expect(named.length).toBeGreaterThanOrEqual(2);
    expect(text.match(/^- Shown by/gm)).toHaveLength(named.length);
    for (const [, file = "", name = ""] of named) {
      expect(existsSync(join(root, file)), file).toBe(true);
      // a test's title, as it stands between its quotes
      const titles = [`"${name}"`, `\`${name}\``];
      expect(
        titles.some((title) => read(file).includes(title)),
        `${file}: ${name}`,
      ).toBe(true);
    }
  });
});

describe("the documents", () => {
  const files = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join("docs", name))
    .concat("README.md", "CONTRIBUTING.md");

  it.each(files)("%s links to files that are there", (file) => {
    for (const [, link = ""] of read(file).matchAll(/\]\((?!https?:|#)([^)#]+)/g))
      expect(existsSync(join(root, dirname(file), link)), link).toBe(true);
  });

  it("privacy.md names every kind of identifier that the guard takes out", () => {
    const said = read("docs/privacy.md").toLowerCase().replace(/\s+/g, " ");
    for (const kind of IDENTIFIER_KINDS) expect(said).toContain(kind.toLowerCase().replace(/s$/, ""));
  });

  it("privacy.md says how long a case is kept where no hospital says otherwise", () => {
    const privacy = read("docs/privacy.md");
    const days = (ms: number) => `${ms / 86_400_000} days`;
    expect(privacy).toContain(
      `for \`close_after\` (default: ${days(NO_HOSPITAL_CONFIG.close_after)}) is closed`,
    );
    expect(privacy).toContain(
      `for \`forget_after\` (default: ${days(NO_HOSPITAL_CONFIG.forget_after)}) is forgotten`,
    );
  });

  it("privacy.md names every table of the store", () => {
    const tables = [...read("src/store/tables.ts").matchAll(/^ {2}(\w+): \{/gm)].map(([, table]) => table);
    const words: Record<string, string> = {
      encounters: "the case: handle",
      case_keys: "the keys of the cases",
      events: "events of a case",
      threads: "its threads",
      addresses: "how a thread is reached on its platform",
      offers: "words that were said to the bot where no case was open",
      deliveries: "ids of deliveries",
      lanes: "positions in a thread",
      outbox: "messages of a case",
      posted_messages: "which case each message of the bot is about",
      reminders: "reminders",
      installations: "installation",
      people: "a person's chosen role",
      facts: "facts about the store",
    };
    const privacy = read("docs/privacy.md");
    expect(tables.sort()).toEqual(Object.keys(words).sort());
    for (const table of tables) expect(privacy).toContain(words[table ?? ""]);
  });
});
