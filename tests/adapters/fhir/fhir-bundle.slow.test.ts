/** What tests/adapters/fhir/fhir-bundle.test.ts shows for 20 sets of answers, for 500. */
import { expect, it } from "vitest";
import { caseOfAnswers } from "../../../adapters/fhir/answer-file-case.ts";
import { bundleOf } from "../../../adapters/fhir/render.ts";
import { well2But } from "../../version-2.ts";
import { answersOf, randomAnswers } from "./random-answers.ts";
import { allFaults, walkFaults } from "./validators.ts";

it("500 cases have no fault by three validators and our own walk", { timeout: 1_200_000 }, () => {
  const statuses = new Set<string>();
  // drawn at random, everybody is an emergency: the well patient is not, nor is one of whom nothing is known
  for (const { answers } of [...randomAnswers(500, 77), answersOf(well2But({})), answersOf({})]) {
    const bundle = bundleOf(caseOfAnswers(answers, "0".repeat(64)), "https://fhir.example.org/triage");
    const entry = (bundle.entry ?? []).filter(({ resource }) => resource?.resourceType !== "Questionnaire");
    expect(allFaults({ ...bundle, entry })).toEqual([]);
    expect(walkFaults(bundle)).toEqual([]);
    for (const { resource } of entry)
      if (resource?.resourceType === "GuidanceResponse") statuses.add(resource.status ?? "");
  }
  expect(statuses.size).toBeGreaterThan(1);
});
