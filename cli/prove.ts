/**
 * npm run prove [-- [--fixtures] FILE]: proves a protocol's safety properties for every possible set of answers, at every
 * moment and site. A broken one is shown with the smallest case that breaks it, which `npm run --silent triage -- --json -`
 * reads. With --fixtures the file is broken on purpose, once for each guard of a release and each requirement of a gate,
 * and each of these has to be noticed.
 * Exit status: 0 all proved, or all fixtures noticed; 1 one is not; 2 wrong use, a protocol with errors, or one with a
 * sentence that cannot be proved.
 */
import { fixturesOf, outcomeOfFixture } from "../src/proof/fixtures.ts";
import { NotProvable } from "../src/proof/not-provable.ts";
import type { WitnessCase } from "../src/proof/proof.ts";
import { groundsOf, PROPERTIES, prove } from "../src/proof/prove.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { PROTOCOL_BEFORE } from "../src/protocol-store.ts";
import { type CommandResult, printResult, soundProtocol, usageError } from "./protocol-file.ts";

const USAGE = "usage: npm run prove [-- [--fixtures] FILE]";

function runProver(args: readonly string[]): CommandResult {
  if (args.includes("--help") || args.includes("-h")) return { out: `${USAGE}\n`, err: "", status: 0 };
  const fixtures = args.includes("--fixtures");
  const rest = args.filter((arg) => arg !== "--fixtures");
  const option = rest.find((arg) => arg.startsWith("-"));
  if (option) return usageError(`Unknown option '${option}'\n${USAGE}`);
  if (rest.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const reading = soundProtocol(rest[0]);
  if ("fault" in reading) return usageError(reading.fault);
  const { protocol, name } = reading;
  try {
    return fixtures ? tryFixtures(protocol, name) : showProof(protocol, name);
  } catch (error) {
    if (error instanceof NotProvable) return usageError(`${name}: ${error.message}`);
    throw error;
  }
}

function showProof(protocol: Protocol, name: string): CommandResult {
  const { verdicts, sets, questions } = prove(protocol);
  let out = `${name}: ${protocol.id} ${protocol.version}\n`;
  out += `${questions} questions; ${sets.toLocaleString("en")} patients that its sentences can tell apart\n\n`;
  PROPERTIES.forEach((title, at) => {
    const own = verdicts.filter(({ property }) => property === at + 1);
    const broken = own.filter((one) => one.broken);
    const state = own.length === 0 ? "not promised" : broken.length > 0 ? "BROKEN" : "proved";
    out += `${`${at + 1}.`.padEnd(3)} ${state.padEnd(12)} ${title}${own.length > 0 ? ` (${own.length} statements)` : ""}\n`;
    for (const { statement, broken: how } of broken) {
      out += `   - ${statement}\n     ${how?.why}\n`;
      for (const shown of how?.cases ?? []) out += `     ${shown.role}: ${JSON.stringify(inputOf(shown))}\n`;
    }
  });
  return { out, err: "", status: verdicts.some(({ broken }) => broken) ? 1 : 0 };
}

/** A case as the triage command reads it. */
const inputOf = ({ role: _role, ...input }: WitnessCase) => input;

function tryFixtures(protocol: Protocol, name: string): CommandResult {
  const first = soundProtocol(PROTOCOL_BEFORE);
  const old = "protocol" in first && first.protocol.version !== protocol.version ? first.protocol : null;
  const grounds = groundsOf(protocol);
  const outcomes = fixturesOf(protocol, old).map((fixture) => ({
    name: fixture.name,
    outcome: outcomeOfFixture(grounds, fixture),
  }));
  const of = (by: string) => outcomes.filter(({ outcome }) => outcome.by === by);
  const [noticed, equal, missed] = [of("property"), of("equivalent"), of("nobody")];
  const list = (title: string, found: typeof outcomes) =>
    found.length === 0 ? "" : `\n${title}\n${found.map((one) => `  ${one.name}\n`).join("")}`;
  return {
    out:
      `${name}: ${outcomes.length} protocols broken on purpose\n` +
      `noticed by a property ${noticed.length}, proved to change nothing ${equal.length}, not noticed ${missed.length}\n` +
      list("Proved to change nothing for any patient:", equal) +
      list("Not noticed; promise what each of them breaks:", missed),
    err: "",
    status: missed.length > 0 ? 1 : 0,
  };
}

printResult(runProver(process.argv.slice(2)));
