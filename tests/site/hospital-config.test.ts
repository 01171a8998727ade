import { describe, expect, it } from "vitest";
import {
  hospitalConfigSchema,
  NO_HOSPITAL_CONFIG,
  servicesBeside,
  signedOn,
  unknownProtocolIds,
  unknownSwitches,
} from "../../src/site/hospital-config.ts";
import { protocol } from "../protocol-under-test.ts";
import { version2 } from "../version-2.ts";

const faults = (site: unknown) => {
  const read = hospitalConfigSchema.safeParse(site);
  return read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

describe("a site file", () => {
  it("may be left out: what a hospital has not set has a value", () => {
    expect(NO_HOSPITAL_CONFIG).toMatchObject({
      time_zone: "UTC",
      remind_before: 30 * 60_000,
      snooze: 3_600_000,
    });
    expect(NO_HOSPITAL_CONFIG.forget_after).toBe(90 * 24 * 3_600_000);
  });

  it("says what is wrong and how it is written", () => {
    expect(faults({ time_zone: "Mars/Olympus" })[0]).toContain('write one such as "Europe/London"');
    expect(faults({ snooze: "soon" })[0]).toContain('"soon" is not a length of time');
    expect(faults({ region: "Atlantis" })[0]).toContain("is not a country");
    expect(faults({ retention: 1 })[0]).toContain("retention");
    expect(faults({ escalation: [{ name: "Registrar", platform: "slack", tenant: "T1" }] })[0]).toContain(
      "names a user or a channel",
    );
  });

  it("shows a service with the recommendation, or the kind of recommendation, that it names", () => {
    const mri = { title: "MRI", says: "At night call radiology", beside: ["imaging.mri_spine"] };
    const transfer = { title: "Transfer", says: "By the regional route", beside: ["disposition"] };
    const site = hospitalConfigSchema.parse({ services: [mri, transfer] });
    expect(servicesBeside(site, { id: "imaging.mri_spine", kind: "imaging" })).toEqual([mri]);
    expect(servicesBeside(site, { id: "disposition.admit", kind: "disposition" })).toEqual([transfer]);
    expect(unknownProtocolIds(site, protocol)).toEqual([]);
  });

  it("signs on switches of the protocol, each with who and when", () => {
    const signed = { switch: "expected_local_anaesthetic_effect", by: "Clinical lead", date: "2026-12-01" };
    const site = hospitalConfigSchema.parse({ signed_on: [signed] });
    expect(signedOn(site)).toEqual({ expected_local_anaesthetic_effect: true });
    expect(signedOn(NO_HOSPITAL_CONFIG)).toEqual({});
    expect(unknownSwitches(site, version2)).toEqual([]);
    expect(unknownSwitches(site, protocol)).toEqual(["expected_local_anaesthetic_effect"]);
    expect(faults({ signed_on: [{ switch: signed.switch }] }).join()).toContain("signed_on.0.by");
    expect(faults({ signed_on: [{ ...signed, date: "soon" }] }).join()).toContain("such as 2026-12-01");
  });

  it("names what it mentions and the protocol does not have", () => {
    const site = hospitalConfigSchema.parse({
      services: [{ title: "X", says: "y", beside: ["imaging.pet"] }],
    });
    expect(unknownProtocolIds(site, protocol)).toEqual(["imaging.pet"]);
  });
});
