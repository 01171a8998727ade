/** This program as `npm start` runs it, but that Slack is another address. */

import { readConfig, type SlackSettings } from "../../src/config.ts";
import { start } from "../../src/main.ts";
import { serving } from "./serving.ts";

const read = readConfig(process.env);
if ("faults" in read) throw new Error(read.faults.map(({ message }) => message).join("; "));
const { config } = read;
const slack: (SlackSettings & { apiUrl?: string }) | null = config.slack && {
  ...config.slack,
  ...(process.env.BENCH_SLACK_API && { apiUrl: process.env.BENCH_SLACK_API }),
};
const program = await start({ ...config, slack });
serving(program.url, () => program.stop());
