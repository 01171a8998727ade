import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { protocolDiagram } from "../../src/pictures/protocol-diagram.ts";
import { flowOf, sourcesText } from "../../src/pictures/protocol-flow.ts";
import { readProtocol } from "../../src/protocol/read.ts";
import { smallProtocol } from "../protocol/fault-fixtures.ts";
import { protocol as version1 } from "../protocol-under-test.ts";
import { version2 as protocol } from "../version-2.ts";
import { documentOf, drawnWords, expectWhole } from "./svg-contents.ts";

const picture = protocolDiagram(protocol);
const drawn = drawnWords(picture.svg);
const words = picture.words.join("\n");

describe("the diagram of a protocol", () => {
  it("is the one in docs/generated/diagram.svg", () => {
    const kept = readFileSync(join(import.meta.dirname, "../../docs/generated/diagram.svg"), "utf8");
    expect(
      kept === `${picture.svg}\n`,
      "the protocol changed: run npm run protocol -- diagram --out docs/generated/diagram.svg",
    ).toBe(true);
  });

  it.each(protocol.questions)("has the question $id, with its number, drawn and in words", ({ label }) => {
    expect(drawn).toContain(label);
    expect(words).toContain(label);
  });

  it.each(protocol.rules)("has the rule $id, with its condition, drawn and in words", (rule) => {
    const found = flowOf(protocol)
      .bands.flatMap((band) => band.rules)
      .find((each) => each.rule.id === rule.id);
    for (const text of [rule.label, `hen ${found?.when}`, ...(found?.remarks ?? [])]) {
      expect(drawn).toContain(text);
      expect(words).toContain(text);
    }
  });

  it("has every urgency, section, derived finding and gate, drawn and in words", () => {
    const labels = [
      ...Object.values(protocol.urgencies).flatMap(({ label, means }) => [label, means]),
      ...protocol.sections.map(({ title }) => title),
      ...protocol.derived.map(({ label }) => label),
      "Anticoagulate by your institution's protocol, agreed with the proceduralist",
    ];
    for (const label of labels) {
      expect(drawn).toContain(label);
      expect(words).toContain(label);
    }
  });

  it("shows a rule under the urgency that it leads to, or is acted on as", () => {
    const band = (id: string) =>
      flowOf(protocol).bands.find(({ rules }) => rules.some(({ rule }) => rule.id === id))?.urgency;
    expect(band("neuro-deficit")).toBe("EMERGENT");
    expect(band("leg-swelling")).toBe("URGENT");
    expect(band("examination-impossible")).toBe("EMERGENT");
    expect(band("pitfall")).toBeNull();
  });

  it("draws a line from every question and derived finding to each rule that looks at it", () => {
    const { derived, bands } = flowOf(protocol);
    const sources = [...derived, ...bands.flatMap(({ rules }) => rules)].map(({ from }) => from);
    const expected = sources.reduce((sum, from) => sum + from.questions.length + from.derived.length, 0);
    const curves = [...documentOf(picture.svg).querySelectorAll("path")].filter((path) =>
      path.getAttribute("d")?.includes("C"),
    );
    expect(curves).toHaveLength(expected);
  });

  it("names the sources of a rule by number and mark", () => {
    const rules = flowOf(version1).bands.flatMap((band) => band.rules);
    const from = rules.find(({ rule }) => rule.id === "swelling-with-deficit")?.from;
    const number = version1.questions.findIndex(({ id }) => id === "leg_swelling") + 1;
    expect(from && sourcesText(from)).toBe(`from ${number}, A`);
  });

  it("is whole and readable, in both themes", () => {
    expectWhole(picture);
    expectWhole(protocolDiagram(protocol, { theme: "light" }));
  });

  it("draws a small protocol too", () => {
    const reading = readProtocol(smallProtocol, "small.yaml");
    if ("issues" in reading) throw new Error("the small protocol has faults");
    expectWhole(protocolDiagram(reading.protocol));
  });

  it("escapes a protocol's words, and breaks those that are too long", () => {
    const other = structuredClone(protocol);
    other.title = "<script>alert(1)</script> & so on";
    for (const question of other.questions) question.label = `<b>${"long".repeat(30)}</b>`;
    for (const rule of other.rules) rule.label = `"${"wide ".repeat(40)}"`;
    const strange = protocolDiagram(other);
    expect(strange.svg).not.toMatch(/<script|<b>/);
    expectWhole(strange);
  });
});
