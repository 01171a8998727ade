/** Everything that is measured, in the order in which it is shown. */
import { engineSection } from "./engine.ts";
import { growthSection } from "./growth.ts";
import { hostileSection } from "./hostile.ts";
import { loadSection } from "./load.ts";
import { longSection } from "./long.ts";
import type { BenchSection } from "./section.ts";
import { slackSection } from "./slack.ts";
import { startSection } from "./start-time.ts";
import { teamsSection } from "./teams.ts";

export const SECTIONS: readonly BenchSection[] = [
  slackSection,
  teamsSection,
  engineSection,
  growthSection,
  longSection,
  hostileSection,
  loadSection,
  startSection,
];
