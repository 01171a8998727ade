import { JSDOM } from "jsdom";
import { describe, expect, it } from "vitest";
import { protocolForm } from "../../src/printable-form/protocol-form.ts";
import { citeNumbers } from "../../src/views/cited-sources.ts";
import { protocol } from "../protocol-under-test.ts";

const html = protocolForm(protocol);
const { document } = new JSDOM(html).window;
const words = (element: Element | null | undefined) =>
  (element?.textContent ?? "").replace(/[\s\u00a0]+/g, " ");
const all = words(document.body);
const rowOf = (id: string) => {
  const number = protocol.questions.findIndex((question) => question.id === id) + 1;
  return [...document.querySelectorAll(".questions tbody > tr")].find(
    (row) => words(row.querySelector(".number")) === String(number),
  );
};
const ruleOf = (label: string) =>
  [...document.querySelectorAll(".rule")].find((rule) => words(rule.querySelector("strong")) === label);

describe("the paper form", () => {
  it.each(protocol.questions)("asks $id under its number, with room for the answer", (question) => {
    const row = rowOf(question.id);
    expect(words(row)).toContain(`${question.label}. ${question.ask.physician}`);
    expect(row?.querySelectorAll(".box, .blank").length).toBeGreaterThan(0);
    const { answer } = question;
    const parts =
      answer.kind === "choice"
        ? answer.options
        : answer.kind === "grades"
          ? answer.groups
          : answer.kind === "signs"
            ? answer.signs
            : answer.kind === "circumferences"
              ? answer.levels
              : [];
    for (const { label } of parts) expect(words(row)).toContain(label);
  });

  it("offers not assessed at every question: silence must not read as no", () => {
    for (const { id } of protocol.questions) expect(words(rowOf(id)), id).toContain("Not assessed");
  });

  it("has room for each group and side, each level, and each place of sensation", () => {
    const cells = (id: string) => rowOf(id)?.querySelectorAll(".grid .cell").length;
    expect(cells("motor_grades")).toBe(2 * 5);
    expect(cells("sensory_exam")).toBe(2 * 3 * 10);
    expect(cells("leg_circumference")).toBe(2 * 3);
  });

  it("says when a measurement counts, in which units it may be written, and what it may be", () => {
    expect(words(rowOf("fever"))).toContain("circle: C / F yes from 38 C");
    expect(words(rowOf("hours_since_injection"))).toMatch(/circle: h \/ min .*0 to 8760 h.*date and time/);
  });

  it("says when a question is asked, and when its answer changes nothing", () => {
    expect(words(rowOf("pain_trend"))).toContain("Only if New severe back or leg pain: present.");
    expect(words(rowOf("anal_tone"))).toContain("A normal or unknown answer changes nothing.");
    expect(words(rowOf("mri_result"))).toContain("Until it is known it counts as: Not done.");
  });

  it.each(protocol.rules)("has the rule $id with what it asks for, by when", (rule) => {
    const shown = words(ruleOf(rule.label));
    expect(shown).toContain("Met");
    expect(shown).toContain("Not met");
    expect(shown).toContain("Possible");
    const windows = new Map(protocol.windows.map((window) => [window.id, window]));
    for (const wanted of rule.recommend) {
      const recommendation = protocol.recommendations.find(({ id }) => id === wanted.id);
      const label = windows.get(wanted.window ?? recommendation?.window ?? "")?.label ?? "";
      expect(shown).toContain(label);
      if (wanted.note) expect(shown).toContain(wanted.note);
    }
    expect(ruleOf(rule.label)?.querySelectorAll(".actions > li")).toHaveLength(rule.recommend.length);
  });

  it("groups the rules under every urgency, the most dangerous first", () => {
    const bands = [...document.querySelectorAll(".band")].map((band) => words(band).split(":")[0]);
    expect(bands).toEqual(["EMERGENT", "URGENT", "SOON", "ROUTINE", "Advice"]);
  });

  it("writes a condition so that it can be read one way only", () => {
    const rule = ruleOf("New severe pain with a bleeding risk, or worsening within 72 hours");
    const outer = rule?.querySelector(".when > ul");
    expect([...(outer?.children ?? [])].map(words)).toEqual([
      "New severe back or leg pain: present (10)",
      "Any of: Bleeding risk: present (3)All of: Course of the pain: worsening (11); Time since the injection at most 72 h (2)",
    ]);
  });

  it("has every action in full, with its sources, its gate and what takes its place", () => {
    for (const { text, gate } of protocol.recommendations) {
      for (const part of text.physician.split(/\{\w+\}/)) expect(all).toContain(part.trim());
      if (gate) expect(all).toContain(gate.reason);
    }
    expect(all).toMatch(/Replaced while MRI contraindicated: present, by: CT myelography/);
  });

  it("says next to the treatment itself why it is withheld", () => {
    const anticoagulation = [
      ...(ruleOf("Deep vein thrombosis confirmed")?.querySelectorAll(".actions > li") ?? []),
    ]
      .map(words)
      .find((action) => action.includes("Anticoagulate"));
    expect(anticoagulation).toContain("Only if Haematoma excluded: present");
  });

  it("has every derived finding, time limit, score item and contradiction", () => {
    for (const { label } of [...protocol.derived, ...protocol.windows]) expect(all).toContain(label);
    for (const { items } of protocol.scores) for (const { label } of items) expect(all).toContain(label);
    for (const { say } of protocol.contradictions) expect(all).toContain(say);
  });

  it("resolves every number that it prints, and shows no source that was never read", () => {
    const list = [...document.querySelectorAll(".sources strong")].map(words).map((text) => text.trim());
    const printed = [...document.querySelectorAll(".cite")].flatMap(
      (cite) => words(cite).match(/\[\d+\]/g) ?? [],
    );
    expect(printed.length).toBeGreaterThan(100);
    for (const number of printed) expect(list).toContain(number);
    const hidden = protocol.citations.filter(({ id }) => citeNumbers(protocol, [id]).length === 0);
    for (const { says } of hidden) expect(all).not.toContain(says);
  });

  it("does not let a result that could still rise read as calm", () => {
    expect(words(document.querySelector(".result"))).toMatch(
      /Provisional: .*Act as that urgency or as URGENT, whichever is less.*It does not reassure/,
    );
  });

  it("names the protocol's version, review and disclaimer, and says not to write who the patient is", () => {
    expect(all).toContain(`version ${protocol.version}, ${protocol.review}.`);
    expect(all).toContain(protocol.disclaimer);
    expect(all).toContain(protocol.extension_label);
    expect(all).toContain("no name, no number of the patient");
  });

  it("takes the paper and the wording that are asked for", () => {
    expect(html).toContain("size:A4 portrait");
    expect(protocolForm(protocol, { paper: "letter" })).toContain("size:letter portrait");
    const nurse = protocol.questions.find(({ ask }) => ask.nurse !== ask.physician)?.ask.nurse ?? "";
    expect(nurse).not.toBe("");
    expect(all).not.toContain(nurse);
    expect(protocolForm(protocol, { role: "nurse" })).toContain(nurse);
  });

  it("is one file without scripts, images or anything from elsewhere", () => {
    expect(document.querySelectorAll("script, img, link, iframe")).toHaveLength(0);
    expect(html).not.toMatch(/url\(|@import|src=/);
  });

  it("escapes a protocol's words, in its text and in its style sheet", () => {
    const other = structuredClone(protocol);
    other.title = "</title><script>alert(1)</script>";
    other.review = `pending"}</style><script>alert(2)</script>`;
    for (const question of other.questions) question.label = "<img src=x>";
    const strange = protocolForm(other);
    const parsed = new JSDOM(strange).window.document;
    expect(parsed.querySelectorAll("script, img")).toHaveLength(0);
    expect(parsed.querySelector("title")?.textContent).toContain(other.title);
  });
});
