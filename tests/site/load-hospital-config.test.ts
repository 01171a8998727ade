import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { SettingInvalid } from "../../src/errors.ts";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import { loadHospitalConfig } from "../../src/site/load-hospital-config.ts";
import { version2 as protocol } from "../version-2.ts";

const folder = mkdtempSync(join(tmpdir(), "site-"));
afterAll(() => rmSync(folder, { recursive: true }));

function faultOf(yaml: string): string {
  const file = join(folder, "faulty.yaml");
  writeFileSync(file, yaml);
  try {
    loadHospitalConfig(file, folder, protocol);
  } catch (error) {
    if (error instanceof SettingInvalid) return error.message.slice(folder.length);
    throw error;
  }
  return "none";
}

describe("the site file", () => {
  it("may be missing, but not where it was named", () => {
    expect(loadHospitalConfig(null, folder, protocol)).toBe(NO_HOSPITAL_CONFIG);
    expect(() => loadHospitalConfig(join(folder, "none.yaml"), folder, protocol)).toThrow("There is no file");
  });

  it("is read", () => {
    const file = join(folder, "good.yaml");
    writeFileSync(file, "name: General\ntime_zone: Europe/London\nregion: GB\nsnooze: 30 min\n");
    expect(loadHospitalConfig(file, folder, protocol)).toMatchObject({
      name: "General",
      region: "GB",
      snooze: 1_800_000,
    });
  });

  it("is read as docs/site.md writes it", () => {
    const page = readFileSync(new URL("../../docs/site.md", import.meta.url), "utf8");
    const file = join(folder, "documented.yaml");
    writeFileSync(file, /```yaml\n(.*?)```/s.exec(page)?.[1] ?? "");
    const site = loadHospitalConfig(file, folder, protocol);
    expect(site.services).toHaveLength(3);
    expect(site.escalation).toHaveLength(2);
    expect(site.signed_on.map((one) => one.switch)).toEqual(["expected_local_anaesthetic_effect"]);
  });

  it("is refused where it names a person on a platform that is off: no message would reach them", () => {
    const file = join(folder, "away.yaml");
    const route = (platform: string) =>
      `  - { name: Registrar, platform: ${platform}, tenant: T1, user: U1 }`;
    writeFileSync(file, ["escalation:", route("slack"), route("teams"), ""].join("\n"));
    const known = ["slack", "teams"];
    expect(loadHospitalConfig(file, folder, protocol, { known, open: known }).escalation).toHaveLength(2);
    expect(() => loadHospitalConfig(file, folder, protocol, { known, open: ["slack"] })).toThrow(
      'away.yaml:3: "Registrar" is to be told by teams, and that platform is off',
    );
    writeFileSync(file, ["escalation:", route("slack"), route("fax"), ""].join("\n"));
    expect(() => loadHospitalConfig(file, folder, protocol, { known, open: known })).toThrow(
      'away.yaml:3: escalation.1.platform: "fax" is none; write one of slack, teams',
    );
  });

  it("is refused where it signs on what the protocol does not have", () => {
    expect(faultOf("signed_on:\n  - { switch: block, by: Lead, date: 2026-12-01 }\n")).toContain(
      'signed_on names "block", which is no switch of the protocol',
    );
  });

  it("is refused with its line, the setting and what is allowed", () => {
    expect(faultOf("name: [")).toContain("the file is not YAML");
    expect(faultOf("name: General\nsnooze: later\n")).toMatch(
      /^\/faulty\.yaml:2: snooze: "later" is not a length/,
    );
    expect(faultOf("name: General\n\nservices:\n  - title: MRI\n")).toMatch(
      /^\/faulty\.yaml:4: services\.0\.says/,
    );
    expect(faultOf("services:\n  - { title: PET, says: none, beside: [imaging.pet] }\n")).toContain(
      '"imaging.pet"',
    );
  });
});
