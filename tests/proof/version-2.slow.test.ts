/**
 * The gate of version 2.0: all of its properties are proved, and protocols that are broken on purpose are noticed. Of the
 * fixtures those are tried whose guard was changed since they were all tried, and a tenth of the others.
 * PROOF_FIXTURES=write tries them all and writes down which are noticed (`npm run prove -- --fixtures` shows the same).
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fixturesOf, outcomeOfFixture } from "../../src/proof/fixtures.ts";
import { groundsOf, PROPERTIES, prove } from "../../src/proof/prove.ts";
import { protocol as version1 } from "../protocol-under-test.ts";
import { version2 } from "../version-2.ts";

const PATIENCE = 1_800_000;
/**
 * Without the refusal in words, an agreement that is not known to be present still closes the gate: only what is said of
 * its release changes, and no property speaks of that.
 */
const SAID_TWICE = [
  'gate of treatment.anticoagulation without requirement 12: "The clinician who did the injection said no. Ask again when something has changed."',
];
const NOTICED = new URL("./noticed-fixtures.json", import.meta.url);

describe("version 2.0", () => {
  it(
    "holds all sixteen properties for every possible patient, at every moment and site",
    () => {
      const { verdicts } = prove(version2);
      expect(verdicts.filter(({ broken }) => broken !== null)).toEqual([]);
      expect([...new Set(verdicts.map(({ property }) => property))]).toEqual(
        PROPERTIES.map((_, at) => at + 1),
      );
    },
    PATIENCE,
  );

  it(
    "is noticed wherever it is broken on purpose",
    () => {
      const all = fixturesOf(version2, version1);
      expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
      const isWriting = process.env.PROOF_FIXTURES === "write";
      const before: string[] =
        isWriting || !existsSync(NOTICED) ? [] : JSON.parse(readFileSync(NOTICED, "utf8"));
      const tried = all
        .filter(({ name }) => !SAID_TWICE.includes(name))
        .filter(({ name }, at) => !before.includes(name) || at % 10 === all.length % 10);
      const grounds = groundsOf(version2);
      const missed = tried.filter((fixture) => outcomeOfFixture(grounds, fixture).by === "nobody");
      if (isWriting)
        writeFileSync(
          NOTICED,
          `${JSON.stringify(
            all.filter((one) => tried.includes(one) && !missed.includes(one)).map(({ name }) => name),
            null,
            2,
          )}\n`,
        );
      expect(missed.map(({ name }) => name)).toEqual([]);
    },
    PATIENCE,
  );
});
