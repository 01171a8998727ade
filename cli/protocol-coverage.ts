/** npm run protocol -- coverage [FILE]: where the protocol says what its article says, as Markdown. */
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { articleCoverageReport, readArticleCoverage } from "../src/protocol/article-coverage.ts";
import { NEWEST_PROTOCOL } from "../src/protocol-store.ts";
import {
  type CommandResult,
  locateProtocol,
  readProtocolText,
  soundProtocol,
  usageError,
} from "./protocol-file.ts";

const USAGE = "usage: npm run --silent protocol -- coverage [FILE]; without a file, of the newest protocol";

/** Runs the command with the arguments after its name. */
export function reportArticleCoverage(args: string[]): CommandResult {
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
