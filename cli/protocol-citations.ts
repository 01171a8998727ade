/** npm run protocol -- citations [FILE]: what every claim of a protocol is based on, as Markdown. */
import { citationReport } from "../src/protocol/citations.ts";
import { type CommandResult, fileArguments, soundProtocol, usageError } from "./protocol-file.ts";

const USAGE = "usage: npm run --silent protocol -- citations [FILE]";

/** Runs the command with the arguments after its name. */
export function reportCitations(args: string[]): CommandResult {
  const typed = fileArguments(args, USAGE);
  if ("answer" in typed) return typed.answer;
  const { files } = typed;
  if (files.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const reading = soundProtocol(files[0]);
  if ("fault" in reading) return usageError(reading.fault);
  return { out: citationReport(reading.protocol), err: "", status: 0 };
}
