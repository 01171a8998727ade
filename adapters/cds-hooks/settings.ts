/** The settings of CDS Hooks: the address that callers know, and whose calls are taken. Without the address it is off. */
import { matching, missingSetting, SettingInvalid, settingsGroup } from "../../src/index.ts";

export interface CdsHooksConfig {
  /** As callers name it, without a slash at the end: a token is good for one address below it. */
  base: string;
  /** Where each issuer's public keys are, as an https address or a file. */
  issuers: ReadonlyMap<string, string>;
}

const ADDRESS = /^https?:\/\/[^\s/?#|]+(?:\/[^\s?#|]*[^\s?#|/])?$/;
const ENTRY = /^(\S+) (https:\/\/\S+|[^\s:]+\.json)$/;

/** Whether keys are fetched, rather than read from a file. */
export const isKeyAddress = (place: string): boolean => place.startsWith("https://");

export const cdsHooksSettings = settingsGroup({
  title: "CDS Hooks",
  variables: [
    {
      name: "CDS_HOOKS_BASE_URL",
      about: "The address below which record systems reach /cds-services, as they call it.",
      example: "https://triage.example.org",
      schema: matching(ADDRESS, "an address without a slash at the end, such as https://triage.example.org"),
    },
    {
      name: "CDS_HOOKS_ISSUERS",
      about:
        "Whose calls are taken: each iss with where its public keys are, an https address or a .json file. See docs/cds-hooks.md.",
      example: "https://ehr.example.org https://ehr.example.org/jwks.json",
      schema: matching(/^[^\n]+$/, "a list between commas: ISSUER KEYS, ISSUER KEYS"),
    },
  ],
  read({ CDS_HOOKS_BASE_URL, CDS_HOOKS_ISSUERS }): CdsHooksConfig | null | SettingInvalid {
    if (CDS_HOOKS_BASE_URL === undefined && CDS_HOOKS_ISSUERS === undefined) return null;
    if (CDS_HOOKS_BASE_URL === undefined) return missingSetting("CDS_HOOKS_BASE_URL", "CDS_HOOKS_ISSUERS is");
    if (CDS_HOOKS_ISSUERS === undefined)
      return missingSetting(
        "CDS_HOOKS_ISSUERS",
        "CDS_HOOKS_BASE_URL is: nobody could call it, or anybody could",
      );
    const issuers = new Map<string, string>();
    for (const [at, entry] of CDS_HOOKS_ISSUERS.split(",").entries()) {
      const [, issuer, place] = ENTRY.exec(entry.trim()) ?? [];
      if (issuer === undefined || place === undefined || issuers.has(issuer))
        return new SettingInvalid(
          "CDS_HOOKS_ISSUERS",
          `Entry ${at + 1} of CDS_HOOKS_ISSUERS cannot be used`,
          "It is an issuer, named once, then a blank and an https address or a .json file with its public keys.",
        );
      issuers.set(issuer, place);
    }
    return { base: CDS_HOOKS_BASE_URL, issuers };
  },
});
