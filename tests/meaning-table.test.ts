/** Which test shows each rule of what counts as an answer, on each platform: the document, and that every test is there. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import table from "./meaning-table.json" with { type: "json" };

const root = join(import.meta.dirname, "..");
const ADAPTERS = ["slack", "teams", "page", "terminal"] as const;
type AdapterName = (typeof ADAPTERS)[number];
const NAMES: Readonly<Record<AdapterName, string>> = {
  slack: "Slack",
  teams: "Teams",
  page: "Page",
  terminal: "Terminal",
};

interface NamedTest {
  file: string;
  test: string;
}
/** Tests; the name of the adapter whose tests run there as well; or why it cannot happen. */
type Cell = NamedTest[] | AdapterName | { cannot: string };
type Rule = { id: string; rule: string } & Record<AdapterName, Cell>;

const rules = table.rules as Rule[];

const cellOf = (rule: Rule, adapter: AdapterName): NamedTest[] | { cannot: string } => {
  const cell = rule[adapter];
  return typeof cell === "string" ? cellOf(rule, cell) : cell;
};

const cellText = (cell: NamedTest[] | { cannot: string }): string =>
  "cannot" in cell
    ? `Cannot happen here. ${cell.cannot}`
    : cell.map(({ file, test }) => `${file.replace(/^tests\//, "")}: ${test}`).join("<br>");

const document = (): string =>
  [
    "# What counts as an answer, and the tests that show it",
    "",
    "Each rule holds in every adapter. A cell names the tests that enter by that adapter's own HTTP or standard input, below",
    "`tests/`. `tests/meaning-table.test.ts` makes this page and checks that the tests are there.",
    "",
    `| | rule | ${ADAPTERS.map((each) => NAMES[each]).join(" | ")} |`,
    `| --- | --- | ${ADAPTERS.map(() => "---").join(" | ")} |`,
    ...rules.map(
      (rule) =>
        `| ${rule.id} | ${rule.rule} | ${ADAPTERS.map((each) => cellText(cellOf(rule, each))).join(" | ")} |`,
    ),
    "",
    "## What trying the program from outside found",
    "",
    "| found | now |",
    "| --- | --- |",
    ...table.found.map(([found, now]) => `| ${found} | ${now} |`),
    "",
  ].join("\n");

test("there is a row for each of the rules M1 to M16", () => {
  expect(rules.map(({ id }) => id)).toEqual(Array.from({ length: 16 }, (_, at) => `M${at + 1}`));
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("%s", (_, rule) => {
  test.each(ADAPTERS)("in %s is shown by tests that are there, or cannot happen", (adapter) => {
    const cell = cellOf(rule, adapter);
    if ("cannot" in cell) return expect(cell.cannot).not.toBe("");
    expect(cell.length).toBeGreaterThan(0);
    for (const { file, test: title } of cell) {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(readFileSync(join(root, file), "utf8"), `${file} has the test`).toContain(`"${title}"`);
    }
  });
});

test("the files that the findings name are there", () => {
  for (const [, now = ""] of table.found)
    for (const [path] of now.matchAll(/(?:tests|docs)\/[\w./-]*\w/g))
      expect(existsSync(join(root, path)), path).toBe(true);
});

test("the page in docs is made of them: vitest -u tests/meaning-table.test.ts", async () => {
  await expect(document()).toMatchFileSnapshot("../docs/generated/meaning.md");
});
