/** The Teams adapter as the program's list has it. */
import type { AdapterModule } from "../../src/index.ts";
import { checkTeams } from "./check.ts";
import { TEAMS_PLATFORM } from "./parse.ts";
import { type TeamsConfig, teamsListenFault, teamsSettings } from "./settings.ts";

export const teamsModule = {
  platform: TEAMS_PLATFORM,
  name: "Teams",
  takesRoutes: true,
  settings: teamsSettings,
  offNotice: "Teams is off: set TEAMS_APP_ID, TEAMS_APP_SECRET and TEAMS_TENANT_ID (docs/teams.md).",
  calledFromOutside: ({ credentials, anyone }) => credentials !== null || anyone,
  listenFault: teamsListenFault,
  check: checkTeams,
  async open(config, parts) {
    const { openTeams, TEAMS_PATH } = await import("./main.ts");
    const teams = openTeams(config, parts);
    return {
      adapter: teams.adapter,
      mount: (app) => teams.mount(app),
      openNotice: () => `Teams is open: messages come to ${TEAMS_PATH}.`,
      stop: () => teams.stop(),
    };
  },
} as const satisfies AdapterModule<string, TeamsConfig>;
