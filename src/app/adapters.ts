/** Every adapter of the program, in the order in which people see them listed. A new one is its folder and a line here. */

import { cdsHooksModule } from "../../adapters/cds-hooks/module.ts";
import { fhirModule } from "../../adapters/fhir/module.ts";
import { httpModule } from "../../adapters/http/module.ts";
import { slackModule } from "../../adapters/slack/module.ts";
import { teamsModule } from "../../adapters/teams/module.ts";
import { webModule } from "../../adapters/web/module.ts";
import type { AdapterModule } from "./adapter-module.ts";

const LIST = [webModule, slackModule, teamsModule, httpModule, fhirModule, cdsHooksModule] as const;

export const ADAPTERS: readonly AdapterModule[] = LIST;

/** The settings of each adapter, by its platform; null for one that is not configured. */
export type AdapterSettings = {
  [Each in (typeof LIST)[number] as Each["platform"]]: Each extends AdapterModule<string, infer Settings>
    ? Settings | null
    : never;
};
