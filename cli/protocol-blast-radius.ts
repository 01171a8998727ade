/** npm run protocol -- blast-radius [OLD NEW]: what a new version changes for the shipped cases, explained, as Markdown. */
import { dirname, join } from "node:path";
import { blastRadius } from "../src/proof/blast-radius.ts";
import { NEWEST_PROTOCOL, PROTOCOL_BEFORE } from "../src/protocol-store.ts";
import { readCases } from "./case-files.ts";
import {
  type CommandResult,
  fileArguments,
  locateProtocol,
  readProtocolText,
  soundProtocol,
  usageError,
} from "./protocol-file.ts";

const USAGE =
  "usage: npm run --silent protocol -- blast-radius [OLD NEW]; without files, from the version before to the newest";

/** Runs the command with the arguments after its name. */
export function reportBlastRadius(args: string[]): CommandResult {
  const typed = fileArguments(args, USAGE);
  if ("answer" in typed) return typed.answer;
  const { files } = typed;
  if (files.length !== 0 && files.length !== 2)
    return usageError(`two files are needed, the old one first\n${USAGE}`);
  const [oldFile = PROTOCOL_BEFORE, newFile = NEWEST_PROTOCOL] = files;
  const [old, next] = [soundProtocol(oldFile), soundProtocol(newFile)];
  if ("fault" in old) return usageError(old.fault);
  if ("fault" in next) return usageError(next.fault);
  const known = readCases(undefined);
  if ("fault" in known) return usageError(known.fault);
  const { id, version } = next.protocol;
  const path = join(dirname(locateProtocol(newFile).path), "blast-radius", `${id}-${version}.yaml`);
  const text = readProtocolText(path);
  if ("fault" in text) return usageError(`${path} cannot be read: ${text.fault}`);
  const result = blastRadius(text.text, known.cases, old.protocol, next.protocol);
  return "faults" in result
    ? { out: "", err: result.faults.map((fault) => `${path}: ${fault}\n`).join(""), status: 1 }
    : { out: result.document, err: "", status: 0 };
}
