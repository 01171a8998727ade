/** Where a later version says the same in other words. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJson } from "./fixture.ts";

/** New lines by the old line. */
type Rewording = Readonly<Record<string, readonly string[]>>;

/**
 * What a version answered itself. Where a later version says the same in other words, `reworded.json` beside it holds
 * the new lines by the old line: a reader has judged each of them to say the same.
 */
export function expectedOf<T>(folder: string, name: string): T {
  const file = join(folder, "reworded.json");
  const rewording = existsSync(file) ? readJson<Rewording>(file) : {};
  return inNewWords(readJson<T>(folder, "outcomes", `${name}.json`), rewording);
}

function inNewWords<T>(value: T, rewording: Rewording): T {
  if (typeof value === "string") return (rewording[value]?.join("\n") ?? value) as T;
  if (Array.isArray(value))
    return value.flatMap((each) =>
      typeof each === "string" ? (rewording[each] ?? [each]) : [inNewWords(each, rewording)],
    ) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    SPOKEN.has(key) ? inNewWords(inner, rewording) : inner,
  ]);
  return Object.fromEntries(entries) as T;
}

/** What is recorded, and what a button does, has no other words. */
const SPOKEN = new Set(["answer", "shown", "words", "notification"]);

/** Lines that stand in each other's place, as `reworded.json` would hold them. */
export function rewordingOf(expected: unknown, found: unknown): Rewording {
  if (typeof expected === "string" && typeof found === "string")
    return expected === found ? {} : { [expected]: [found] };
  if (typeof expected !== "object" || typeof found !== "object" || expected === null || found === null)
    return {};
  const others = new Map(Object.entries(found));
  if (Array.isArray(expected) && expected.length !== others.size) return {};
  return Object.assign(
    {},
    ...Object.entries(expected)
      .filter(([key]) => Array.isArray(expected) || SPOKEN.has(key))
      .map(([key, inner]) => rewordingOf(inner, others.get(key))),
  );
}
