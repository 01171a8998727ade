/** A case as a Bundle: no validator and no walk of ours finds a fault in it, and each finds the faults that it can. */
import type { Bundle, Resource } from "@medplum/fhirtypes";
import { beforeAll, describe, expect, it } from "vitest";
import { caseOfAnswers } from "../../../adapters/fhir/answer-file-case.ts";
import { bundleOf } from "../../../adapters/fhir/render.ts";
import { readAnswersUnder } from "../../../src/answer-file/assessment-json.ts";
import { NOON, version2, well2But } from "../../version-2.ts";
import { randomAnswers } from "./random-answers.ts";
import { allFaults, type FaultsByValidator, faultsOf, walkFaults } from "./validators.ts";

const BASE = "https://fhir.example.org/triage";
/** The validators read their definitions, and compile them. Milliseconds. */
const MAY_TAKE = 180_000;

function bundleFor(raw: Readonly<Record<string, unknown>>): Bundle {
  const reading = readAnswersUnder(version2, raw, { now: NOON, site: {} });
  if (!("findings" in reading)) throw new Error(`not readable: ${JSON.stringify(reading)}`);
  return bundleOf(caseOfAnswers(reading, "0".repeat(64)), BASE);
}

const withoutForm = (bundle: Bundle): Bundle => ({
  ...bundle,
  entry: (bundle.entry ?? []).filter(({ resource }) => resource?.resourceType !== "Questionnaire"),
});
const ofType = <Type extends Resource["resourceType"]>({ entry = [] }: Bundle, type: Type) =>
  entry.flatMap(({ resource }) =>
    resource?.resourceType === type ? [resource as Extract<Resource, { resourceType: Type }>] : [],
  );

/** A red flag, a measurement, what is not known for each reason, a withheld treatment, and old and partial answers. */
const RICH = well2But({
  fever: { value: "38.4", at: "2026-03-10T11:00:00Z", exact: "hour" },
  leg_swelling: "left",
  duplex_result: "proximal_dvt",
  infection_risk: "declined",
  perianal_sensation: "unable",
  chest_symptoms_or_collapse: undefined,
  motor_grades: { "left.ankle_dorsiflexion": 3, "right.hip_flexion": { grade: 4, old: true } },
  symptom_onset: { new_severe_pain: { value: "2026-03-10T09:00Z", exact: "hour" } },
});
let rich: Bundle;
beforeAll(() => {
  rich = bundleFor(RICH);
});

describe("a Bundle", { timeout: MAY_TAKE }, () => {
  it("has no fault, with its Questionnaire and for answers of every kind", () => {
    expect(allFaults(rich)).toEqual([]);
    for (const { answers } of randomAnswers(20, 2026)) {
      const bundle = bundleOf(caseOfAnswers(answers, "0".repeat(64)), BASE);
      expect(allFaults(withoutForm(bundle))).toEqual([]);
      expect(walkFaults(bundle)).toEqual([]);
    }
  });

  it("keeps unknown apart from absent, and never gives a value to what nobody knows", () => {
    const codeOf = (id: string) => {
      const found = ofType(rich, "Observation").find(
        ({ id: own }) => own === `answer-file.${id.replaceAll("_", "-")}`,
      );
      return (
        found?.dataAbsentReason?.coding?.map(({ code }) => code).join(" ") ??
        found?.valueCodeableConcept?.coding?.[0]?.code ??
        found?.valueQuantity?.value
      );
    };
    expect(codeOf("infection_risk")).toBe("asked-declined declined");
    expect(codeOf("perianal_sensation")).toBe("not-performed unable");
    expect(codeOf("urinary_retention")).toBe("absent");
    expect(codeOf("fever")).toBe(38.4);
    expect(codeOf("chest_symptoms_or_collapse")).toBeUndefined();
    const [motor] = ofType(rich, "Observation").filter(({ id }) => id?.endsWith("motor-grades"));
    expect(motor?.component?.some(({ valueInteger }) => valueInteger === 3)).toBe(true);
    expect(motor?.component?.filter(({ dataAbsentReason }) => dataAbsentReason).length).toBeGreaterThan(5);
  });

  it("is provisional where the assessment is, names what is open, and says success only where nothing is", () => {
    const cases = [
      [{}, "data-required"],
      [{ new_severe_pain: true }, "data-requested"],
      [well2But({}), "success"],
    ] as const;
    for (const [raw, status] of cases) {
      const [guidance] = ofType(bundleFor(raw), "GuidanceResponse");
      expect(guidance?.status).toBe(status);
      expect(guidance?.dataRequirement !== undefined).toBe(status !== "success");
      expect(guidance?.note?.[0]?.text?.startsWith("PROVISIONAL.")).toBe(status !== "success");
    }
  });

  it("proposes and orders nothing, and withholds a treatment with its reason and what releases it", () => {
    for (const request of ofType(rich, "ServiceRequest"))
      expect(request).toMatchObject({ status: "draft", intent: "proposal" });
    expect(ofType(rich, "ServiceRequest").some(({ priority }) => priority === "stat")).toBe(true);
    const [issue] = ofType(rich, "DetectedIssue");
    expect(issue).toMatchObject({ severity: "high", code: { text: expect.stringContaining("Withheld") } });
    expect(issue?.mitigation?.length).toBeGreaterThan(0);
  });

  it("gives each resource an id of its own that FHIR takes, however long the names are", () => {
    const long = {
      ...caseOfAnswers(randomAnswers(1, 1)[0]?.answers as never, "0"),
      handle: "considerable-woodpecker-4242",
    };
    const ids = [...version2.questions, ...version2.recommendations].map(({ id }) => id);
    const bundle = bundleOf(
      {
        ...long,
        assessment: {
          ...long.assessment,
          recommendations: [],
          withheld: ids.map((id) => ({
            id,
            kind: "treatment",
            reason: "x",
            released_by: [],
            because: [],
            citations: [],
          })),
        },
      },
      BASE,
    );
    const own = ofType(bundle, "DetectedIssue").map(({ id }) => id ?? "");
    expect(new Set(own).size).toBe(ids.length);
    for (const id of own) expect(id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: a spoilt copy is no Bundle
type Spoilt = any;
type Finder = keyof FaultsByValidator;
const first = (bundle: Spoilt, type: string) =>
  bundle.entry.find((one: Spoilt) => one.resource.resourceType === type).resource;

/** Each kind of fault, and who finds it; nobody, where that is what was seen. */
const SPOILT: readonly [name: string, by: readonly Finder[], spoil: (bundle: Spoilt) => void][] = [
  ["a required element is missing", ["medplum", "fhir"], (b) => delete first(b, "Observation").status],
  [
    "an unknown property",
    ["medplum", "fhir"],
    (b) => {
      first(b, "Observation").mood = "calm";
    },
  ],
  [
    "a wrong type of JSON",
    ["medplum"],
    (b) => {
      first(b, "Observation").issued = 7;
    },
  ],
  [
    "a null",
    ["medplum"],
    (b) => {
      first(b, "Observation").code.text = null;
    },
  ],
  [
    "que-7: a condition that exists, with another answer",
    ["medplum"],
    (b) => {
      first(b, "Questionnaire").item[0].item[0].enableWhen = [
        { question: "fever", operator: "exists", answerCoding: { code: "x" } },
      ];
    },
  ],
  [
    "que-1: a group without items has options",
    ["medplum"],
    (b) => {
      first(b, "Questionnaire").item[0] = {
        linkId: "x",
        type: "display",
        item: [{ linkId: "y", type: "string" }],
      };
    },
  ],
  [
    "bdl-1: a total in a collection",
    ["medplum"],
    (b) => {
      b.total = 3;
    },
  ],
  [
    "bdl-7: a fullUrl twice",
    ["medplum", "walk"],
    (b) => {
      b.entry.push(b.entry[1]);
    },
  ],
  [
    "ext-1: an extension with a value and an extension",
    ["medplum"],
    (b) => {
      first(b, "Observation").extension = [
        { url: "x", valueCode: "y", extension: [{ url: "z", valueCode: "y" }] },
      ];
    },
  ],
  [
    "two values at once",
    ["medplum"],
    (b) => {
      Object.assign(first(b, "Observation"), { valueBoolean: true, valueInteger: 1 });
    },
  ],
  [
    "obs-6: a value and a reason for its absence",
    ["medplum"],
    (b) => {
      const o = first(b, "Observation");
      o.valueInteger = 1;
      o.dataAbsentReason = { text: "x" };
    },
  ],
  [
    "dom-2: a contained resource contains another",
    ["medplum"],
    (b) => {
      first(b, "GuidanceResponse").contained[0].contained = [{ resourceType: "Basic", code: {} }];
    },
  ],
  [
    "an unknown type of resource",
    ["medplum", "fhir"],
    (b) => {
      first(b, "Observation").resourceType = "Opinion";
    },
  ],
  [
    "rqg-1: an action without a resource",
    ["medplum"],
    (b) => delete first(b, "RequestGroup").action[0].resource,
  ],
  [
    "a code outside a required list",
    ["fhir"],
    (b) => {
      first(b, "ServiceRequest").priority = "now";
    },
  ],
  [
    "a time without an offset",
    ["schema"],
    (b) => {
      first(b, "Observation").effectiveDateTime = "2026-03-10T10:42:00";
    },
  ],
  [
    "an id with other characters",
    ["schema"],
    (b) => {
      first(b, "Observation").id = "a_b c";
    },
  ],
  [
    "a date in the order of a hospital",
    ["medplum"],
    (b) => {
      first(b, "Questionnaire").date = "30/11/2026";
    },
  ],
  [
    "a period that ends before it starts",
    ["walk"],
    (b) => {
      first(b, "ServiceRequest").occurrencePeriod = {
        start: "2026-03-10T12:00:00Z",
        end: "2026-03-10T11:00:00Z",
      };
    },
  ],
  [
    "an empty list",
    ["walk"],
    (b) => {
      first(b, "Observation").performer = [];
    },
  ],
  [
    "a reference to nothing contained",
    ["walk"],
    (b) => {
      first(b, "GuidanceResponse").outputParameters = { reference: "#nothing" };
    },
  ],
  [
    "a reference to no entry",
    ["walk"],
    (b) => {
      first(b, "GuidanceResponse").result = { reference: "RequestGroup/other" };
    },
  ],
  [
    "a urn that no entry has",
    ["walk"],
    (b) => {
      first(b, "GuidanceResponse").result = { reference: "urn:uuid:3729fd86-bbe4-4f4c-bf93-96aa0f0b7275" };
    },
  ],
  [
    "que-2: a link twice",
    ["walk"],
    (b) => {
      const { item } = first(b, "Questionnaire");
      item.push({ ...item[0] });
    },
  ],
  [
    "two conditions that are joined in no way",
    ["walk"],
    (b) => {
      const condition = { question: "contact", operator: "exists", answerBoolean: true };
      first(b, "Questionnaire").item[0].item[0].enableWhen = [condition, condition];
    },
  ],
  [
    "an answer to no question",
    ["walk"],
    (b) => {
      first(b, "QuestionnaireResponse").item[0].item[0].linkId = "mood";
    },
  ],
  [
    "an answer that is no option",
    ["walk"],
    (b) => {
      first(b, "QuestionnaireResponse").item[0].item[0].answer = [{ valueCoding: { code: "perhaps" } }];
    },
  ],
  [
    "a LOINC code that is not in the table",
    ["walk"],
    (b) => {
      first(b, "Observation").code.coding.push({ system: "http://loinc.org", code: "1-1" });
    },
  ],
  [
    "a unit that UCUM does not have",
    ["walk"],
    (b) => {
      first(b, "Observation").valueQuantity = {
        value: 1,
        system: "http://unitsofmeasure.org",
        code: "celsius",
      };
    },
  ],
  [
    "a reason that nobody defined",
    ["walk"],
    (b) => {
      first(b, "Observation").dataAbsentReason = {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/data-absent-reason", code: "forgot" }],
      };
    },
  ],
  [
    "a script in the text",
    ["walk"],
    (b) => {
      first(b, "Observation").text = {
        status: "generated",
        div: '<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>',
      };
    },
  ],
  [
    "a code of SNOMED CT",
    ["walk"],
    (b) => {
      first(b, "Observation").code.coding.push({ system: "http://snomed.info/sct", code: "1" });
    },
  ],
  [
    "an order in place of a proposal",
    ["walk"],
    (b) => {
      first(b, "ServiceRequest").intent = "order";
    },
  ],
  [
    "a request for a medicine",
    ["walk"],
    (b) => {
      first(b, "Observation").resourceType = "MedicationRequest";
    },
  ],
  [
    "an answer below another section than its question",
    [],
    (b) => {
      const { item } = first(b, "QuestionnaireResponse");
      item[0].item.push(item[1].item.pop());
    },
  ],
];

/** The same with the first sections of its form: the validators take a second for the whole of it. */
function withShortForm(bundle: Bundle): Spoilt {
  const copy = structuredClone(bundle) as Spoilt;
  for (const type of ["Questionnaire", "QuestionnaireResponse"]) {
    const form = first(copy, type);
    form.item = form.item.slice(0, 2);
  }
  return copy;
}

describe("a spoilt copy", { timeout: MAY_TAKE }, () => {
  it("is of a Bundle that has no fault", () => {
    expect(allFaults(withShortForm(rich))).toEqual([]);
  });

  it.each(SPOILT)("is found out: %s (%j)", (_, by, spoil) => {
    const copy = withShortForm(rich);
    spoil(copy);
    const found = faultsOf(copy);
    for (const each of by) expect(found[each], each).not.toEqual([]);
    if (by.length === 0) expect(Object.values(found).flat()).toEqual([]);
  });

  it("is missed by everybody in one kind at most", () => {
    expect(SPOILT.length).toBeGreaterThanOrEqual(31);
    expect(SPOILT.filter(([, by]) => by.length === 0).length).toBeLessThanOrEqual(1);
  });
});
