/** npm run protocol -- coverage [FILE]: where the protocol says what its article says, as Markdown. */
import { dirname, join } from "node:path";
import { articleCoverageReport, readArticleCoverage } from "../src/protocol/article-coverage.ts";
import { NEWEST_PROTOCOL } from "../src/protocol-store.ts";
import {
  type CommandResult,
  fileArguments,
  locateProtocol,
  readProtocolText,
  soundProtocol,
  usageError,
} from "./protocol-file.ts";

const USAGE = "usage: npm run --silent protocol -- coverage [FILE]; without a file, of the newest protocol";

/** Runs the command with the arguments after its name. */
export function reportArticleCoverage(args: string[]): CommandResult {
  const typed = fileArguments(args, USAGE);
  if ("answer" in typed) return typed.answer;
  const { files } = typed;
  if (files.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const file = files[0] ?? NEWEST_PROTOCOL;
  const reading = soundProtocol(file);
  if ("fault" in reading) return usageError(reading.fault);
  const { protocol } = reading;
  const path = join(
    dirname(locateProtocol(file).path),
    "article-coverage",
    `${protocol.id}-${protocol.version}.yaml`,
  );
  const text = readProtocolText(path);
  if ("fault" in text) return usageError(`${path} cannot be read: ${text.fault}`);
  const read = readArticleCoverage(text.text, protocol);
  if ("faults" in read)
    return { out: "", err: read.faults.map((fault) => `${path}: ${fault}\n`).join(""), status: 1 };
  return { out: articleCoverageReport(read.coverage, protocol), err: "", status: 0 };
}
