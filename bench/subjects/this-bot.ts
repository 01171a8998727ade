/** This program as `npm start` runs it, except that Slack is at another address. */

import { readConfig } from "../../src/app/config.ts";
import { startProgram } from "../../src/app/program.ts";
import { serveSubject } from "./serving.ts";

const configResult = readConfig(process.env);
if ("faults" in configResult) throw new Error(configResult.faults.map(({ message }) => message).join("; "));
const { config } = configResult;
const slack = config.slack && {
  ...config.slack,
  ...(process.env.BENCH_SLACK_API && { apiUrl: process.env.BENCH_SLACK_API }),
};
const program = await startProgram({ ...config, slack });
serveSubject(program.url, () => program.stop());
