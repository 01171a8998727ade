/**
 * npm run protocol -- mutate: puts one error after another into a protocol and lists those that nothing notices.
 * Exit status: 0 every error is noticed, or proved to change nothing; 1 one is not.
 */
import { parseArgs } from "node:util";
import { mutantsOf } from "../src/proof/mutants.ts";
import { mutantJudge } from "../src/proof/mutate.ts";
import { checkedCasesOf } from "./case-files.ts";
import { type CommandResult, soundProtocol, usageError } from "./protocol-file.ts";

const USAGE = "usage: npm run protocol -- mutate [--cases FOLDER] [FILE]";

/** Runs the command with the arguments after its name. */
export function mutateProtocol(args: string[]): CommandResult {
  let folder: string | undefined;
  let files: string[];
  try {
    const options = { cases: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return { out: `${USAGE}\n`, err: "", status: 0 };
    [folder, files] = [values.cases, positionals];
  } catch (fault) {
    return usageError(`${fault instanceof Error ? fault.message.split(". ")[0] : fault}\n${USAGE}`);
  }
  if (files.length > 1) return usageError(`one file at a time\n${USAGE}`);
  const reading = soundProtocol(files[0]);
  if ("fault" in reading) return usageError(reading.fault);
  const known = checkedCasesOf(reading.protocol.version, folder);
  if ("fault" in known) return usageError(known.fault);
  const judge = mutantJudge(reading.protocol, known.cases);
  const fates = mutantsOf(reading.protocol).map((mutant) => ({ name: mutant.name, fate: judge(mutant) }));
  const of = (by: string) => fates.filter(({ fate }) => fate.by === by).map(({ name }) => name);
  const equal = of("equivalent");
  const left = fates.flatMap(({ name, fate }) =>
    fate.by === "nobody" ? [`${name}${fate.shown ? `\n    ${JSON.stringify(fate.shown)}` : ""}`] : [],
  );
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? "" : `\n${title}\n${names.map((name) => `  ${name}\n`).join("")}`;
  return {
    out:
      `${reading.name}: ${fates.length} faults, ${known.cases.length} cases\n` +
      `noticed by a case ${of("case").length}, by a property ${of("property").length}, ` +
      `proved to change nothing ${equal.length}, by nobody ${left.length}\n` +
      list("Proved to change nothing for any patient:", equal) +
      list("Nobody notices these; add a case for each, such as the smallest patient whom it changes:", left),
    err: "",
    status: left.length > 0 ? 1 : 0,
  };
}
