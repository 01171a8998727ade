import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkProtocol } from "../../src/protocol/lint.ts";
import { loadProtocol, NEWEST_PROTOCOL } from "../../src/protocol-store.ts";

const text = readFileSync(NEWEST_PROTOCOL, "utf8");
const { protocol, hash } = loadProtocol();
const citations = new Map(protocol.citations.map((citation) => [citation.id, citation]));
const articles = new Set(protocol.references.filter(({ tier }) => tier === "article").map(({ id }) => id));
const isArticle = (id: string) => articles.has(citations.get(id)?.reference ?? "");

describe("the shipped protocol", () => {
  test("has no fault and no warning", () => {
    expect(checkProtocol(text, NEWEST_PROTOCOL).issues).toEqual([]);
  });

  test("is pinned by the hash of its text", () => {
    expect(hash).toBe(createHash("sha256").update(text).digest("hex"));
  });

  test.each(protocol.questions)("asks $id with a reason and its sources", ({ why, citations: ids }) => {
    expect(why).not.toBe("");
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.every((id) => citations.has(id))).toBe(true);
  });

  test.each(protocol.recommendations)("recommends $id with sources that resolve", ({ citations: ids }) => {
    expect(ids.every((id) => citations.has(id))).toBe(true);
  });

  test("labels every extension: what is not labelled cites the article", () => {
    const cited = new Map(protocol.recommendations.map(({ id, citations: ids }) => [id, ids]));
    const rules = protocol.rules.map((rule) => ({
      ...rule,
      citations: [...rule.citations, ...rule.recommend.flatMap(({ id }) => cited.get(id) ?? [])],
    }));
    for (const part of [...protocol.questions, ...protocol.recommendations, ...rules])
      if (part.from === "seed") expect(part.citations.some(isArticle), part.id).toBe(true);
    expect(protocol.extension_label).toMatch(/review/);
  });

  test("shows nothing from memory as a citation: only the article's own statements may be unread", () => {
    const unread = protocol.citations.filter(({ mark }) => mark === "M" || mark === "NS");
    expect(unread.filter(({ id }) => !isArticle(id))).toEqual([]);
    for (const { id, note } of unread) expect(note, `${id} says why it is unread`).toBeTruthy();
  });

  test("admits it wherever no source was read", () => {
    for (const { id, citations: ids, support } of [...protocol.questions, ...protocol.recommendations]) {
      const read = ids.some((one) => ["V", "V2"].includes(citations.get(one)?.mark ?? ""));
      expect(read || support !== undefined, id).toBe(true);
    }
  });
});
