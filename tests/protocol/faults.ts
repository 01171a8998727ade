/** The fixtures of tests/fixtures/protocol-faults: a small protocol, and copies that hold one fault each. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const FOLDER = fileURLToPath(new URL("../fixtures/protocol-faults/", import.meta.url));

export interface FaultFixture {
  name: string;
  text: string;
  /** The first line says what is expected: "LINE:COLUMN code", or "clean". */
  expected: string;
}

export const fixtures: readonly FaultFixture[] = readdirSync(FOLDER)
  .sort()
  .map((name) => {
    const text = readFileSync(`${FOLDER}${name}`, "utf8");
    const expected = /^# expect: (.+)$/m.exec(text)?.[1];
    if (!expected || !text.startsWith("# expect: "))
      throw new Error(`${name} does not begin with "# expect:"`);
    return { name, text, expected };
  });

/** A fixture's text by the words in its name. */
export function fixture(words: string): FaultFixture {
  const found = fixtures.find(({ name }) => name.replace(/^\d+-/, "") === `${words}.yaml`);
  if (!found) throw new Error(`there is no fixture ${words}`);
  return found;
}
