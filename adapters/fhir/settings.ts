/** The settings of FHIR: where this site's codes and resources live. Without that it is off. */
import {
  matching,
  missingSetting,
  readTokens,
  SettingInvalid,
  type SettingsGroup,
  type TokenHolder,
} from "../../src/index.ts";

export interface FhirConfig {
  /** Without a slash at the end. */
  base: string;
  holders: ReadonlyMap<string, TokenHolder>;
}

export const FHIR_BASE = /^https?:\/\/[^\s/?#|]+(?:\/[^\s?#|]*[^\s?#|/])?$/;
export const FHIR_BASE_MEANS =
  "an address without a slash at the end, such as https://fhir.example.org/triage";

export const fhirSettings: SettingsGroup<FhirConfig> = {
  title: "FHIR",
  variables: [
    {
      name: "FHIR_BASE_URL",
      about:
        "The address below which this site's own codes live, which you control. Its callers are those of API_TOKENS.",
      example: "https://fhir.example.org/triage",
      schema: matching(FHIR_BASE, FHIR_BASE_MEANS),
    },
  ],
  read({ FHIR_BASE_URL, API_TOKENS }) {
    if (FHIR_BASE_URL === undefined) return null;
    if (API_TOKENS === undefined)
      return missingSetting("API_TOKENS", "FHIR_BASE_URL is: nobody could call it, or anybody could");
    const holders = readTokens("API_TOKENS", API_TOKENS);
    return holders instanceof SettingInvalid ? holders : { base: FHIR_BASE_URL, holders };
  },
};
