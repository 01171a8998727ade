/** FHIR as the program's list has it. */
import type { AdapterModule } from "../../src/index.ts";
import { type FhirConfig, fhirSettings } from "./settings.ts";

export const fhirModule = {
  platform: "fhir",
  name: "FHIR",
  takesRoutes: false,
  settings: fhirSettings,
  offNotice: "FHIR is off: set FHIR_BASE_URL (docs/fhir.md).",
  calledFromOutside: () => true,
  async open(config, parts) {
    const { openFhir } = await import("./main.ts");
    return openFhir(config, parts);
  },
} as const satisfies AdapterModule<"fhir", FhirConfig>;
