/** npm run protocol -- citations [FILE]: what every claim of a protocol is based on, as Markdown. */
import { parseArgs } from "node:util";
import { citationReport } from "../src/protocol/citations.ts";
import { type CommandResult, soundProtocol, usageError } from "./protocol-file.ts";

const USAGE = "usage: npm run --silent protocol -- citations [FILE]";

/** Runs the command with the arguments after its name. */
export function reportCitations(args: string[]): CommandResult {
  let files: string[];
  try {
    const options = { help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
    files = positionals;
  } catch (fault) {
    return usageError(`${fault instanceof Error ? fault.message.split(". ")[0] : fault}\n${USAGE}`);
  }
  if (files.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const reading = soundProtocol(files[0]);
  if ("fault" in reading) return usageError(reading.fault);
  return { out: citationReport(reading.protocol), err: "", status: 0 };
}
