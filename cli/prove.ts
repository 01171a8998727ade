/**
 * npm run prove [-- FILE]: proves a protocol's safety properties for every possible set of answers.
 * A broken one is shown with its smallest counterexample, which `npm run --silent triage -- --json -` reads.
 * Exit status: 0 all proved, 1 one broken, 2 wrong use, a protocol with errors, or one with a sentence that cannot be proved yet.
 */
import { join, relative } from "node:path";
import { NotProvable } from "../src/proof/not-provable.ts";
import { PROPERTIES, prove } from "../src/proof/prove.ts";
import { PROTOCOLS } from "../src/protocol-store.ts";
import {
  type CommandResult,
  invocationFolder,
  printResult,
  soundProtocol,
  usageError,
} from "./protocol-file.ts";

const USAGE = "usage: npm run prove [-- FILE]";

/** The newest version whose sentences the proof can all read (docs/proof.md). */
const PROVED = join(PROTOCOLS, "post-spinal-injection-1.0.0.yaml");

function runProver(args: readonly string[]): CommandResult {
  if (args.includes("--help") || args.includes("-h")) return { out: `${USAGE}\n`, err: "", status: 0 };
  const option = args.find((arg) => arg.startsWith("-"));
  if (option) return usageError(`Unknown option '${option}'\n${USAGE}`);
  if (args.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const reading = soundProtocol(args[0] ?? relative(invocationFolder(), PROVED));
  if ("fault" in reading) return usageError(reading.fault);
  const { protocol, name } = reading;
  let proof: ReturnType<typeof prove>;
  try {
    proof = prove(protocol);
  } catch (error) {
    if (error instanceof NotProvable) return usageError(`${name}: ${error.message}`);
    throw error;
  }
  const { verdicts, sets, questions } = proof;
  let out = `${name}: ${protocol.id} ${protocol.version}\n`;
  out += `${questions} questions; ${sets.toLocaleString("en")} sets of answers that its sentences can tell apart\n\n`;
  PROPERTIES.forEach((title, at) => {
    const own = verdicts.filter(({ property }) => property === at + 1);
    const broken = own.filter((one) => one.broken);
    const state = own.length === 0 ? "not promised" : broken.length > 0 ? "BROKEN" : "proved";
    out += `${at + 1}. ${state.padEnd(12)} ${title}${own.length > 0 ? ` (${own.length} statements)` : ""}\n`;
    for (const { statement, broken: how } of broken) {
      out += `   - ${statement}\n     ${how?.why}\n`;
      for (const { role, findings } of how?.cases ?? [])
        out += `     ${role}: ${JSON.stringify({ findings })}\n`;
    }
  });
  return { out, err: "", status: verdicts.some(({ broken }) => broken) ? 1 : 0 };
}

printResult(runProver(process.argv.slice(2)));
