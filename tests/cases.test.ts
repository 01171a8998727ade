import { describe, expect, it } from "vitest";
import { assessed } from "./patient.ts";
import { cases, misses } from "./patient-cases.ts";
import { protocol } from "./protocol-under-test.ts";

describe.each(cases)("$file", ({ file, patient }) => {
  it(`${patient.title}: ${patient.expected.acts_on}`, () => {
    expect(misses(patient)).toEqual([]);
  });

  it("is the same when every finding that is not named is said to be unknown", () => {
    const said = Object.fromEntries(
      protocol.questions.map(({ id }) => [id, patient.findings[id] ?? "unknown"]),
    );
    expect(assessed(said)).toEqual(assessed(patient.findings));
  });

  it("is named after its id and a few words", () => {
    expect(file).toMatch(new RegExp(`^${patient.id.toLowerCase()}(-[a-z0-9]+){1,6}\\.json$`));
  });
});
