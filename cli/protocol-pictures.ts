/**
 * npm run protocol -- diagram: the protocol as an SVG, or in words.
 * npm run protocol -- form: the protocol as an HTML form to print, for when there is no network.
 */
import { parseArgs } from "node:util";
import { protocolDiagram } from "../src/pictures/protocol-diagram.ts";
import { PAPERS } from "../src/printable-form/form-style.ts";
import { protocolForm } from "../src/printable-form/protocol-form.ts";
import { checkProtocol } from "../src/protocol/lint.ts";
import { isRole, type Protocol, ROLES } from "../src/protocol/schema.ts";
import { type CommandResult, locateProtocol, readProtocolText, writeResult } from "./protocol-file.ts";

const USAGE = {
  diagram: "npm run protocol -- diagram [--words] [--out FILE] [PROTOCOL]",
  form: `npm run protocol -- form [--paper ${PAPERS.join("|")}] [--role ${ROLES.join("|")}] [--out FILE] [PROTOCOL]`,
} as const;
export type PictureCommand = keyof typeof USAGE;
export const PICTURE_COMMANDS = Object.keys(USAGE) as readonly PictureCommand[];

const PICTURE_OPTIONS = {
  diagram: { words: { type: "boolean" }, out: { type: "string" }, help: { type: "boolean", short: "h" } },
  form: {
    paper: { type: "string" },
    role: { type: "string" },
    out: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
} as const;

/** Runs one of these commands with the arguments after its name. */
export function drawProtocol(command: PictureCommand, args: string[]): CommandResult {
  const usage = `usage: ${USAGE[command]}\n`;
  const misuse = (message: string): CommandResult => ({ out: "", err: `${message}\n${usage}`, status: 2 });
  let values: Record<string, unknown>;
  let files: string[];
  try {
    const parsed = parseArgs({ args, options: PICTURE_OPTIONS[command], allowPositionals: true });
    values = parsed.values;
    files = parsed.positionals;
  } catch (fault) {
    return misuse(fault instanceof Error ? (fault.message.split(". ")[0] ?? "") : String(fault));
  }
  if (values.help) return { out: usage, err: "", status: 0 };
  if (files.length > 1) return misuse("one protocol at a time");
  const { paper = "a4", role = "physician" } = values;
  const known = PAPERS.find((one) => one === paper);
  if (!known) return misuse(`"${paper}" is no paper; allowed: ${PAPERS.join(", ")}`);
  if (!isRole(role)) return misuse(`"${role}" is no role; allowed: ${ROLES.join(", ")}`);

  const loaded = loadForDrawing(files[0]);
  if ("status" in loaded) return loaded;
  if (command === "form") return writeResult(protocolForm(loaded, { paper: known, role }), values.out);
  const { svg, words } = protocolDiagram(loaded);
  return writeResult(values.words ? `${words.join("\n")}\n` : `${svg}\n`, values.out);
}

/** A protocol with an error is not drawn: nobody should act on a picture of it. */
function loadForDrawing(file: string | undefined): Protocol | CommandResult {
  const { path, name } = locateProtocol(file);
  const reading = readProtocolText(path);
  if ("fault" in reading) return { out: "", err: `${name} cannot be read: ${reading.fault}\n`, status: 2 };
  const { protocol, issues } = checkProtocol(reading.text, name);
  if (protocol && !issues.some(({ severity }) => severity === "error")) return protocol;
  return {
    out: "",
    err: `${name} has errors, and nothing was drawn; npm run protocol -- lint tells them\n`,
    status: 1,
  };
}
