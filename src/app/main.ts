/** `npm start`, `npm run doctor` and `npm start example`. With nothing configured the page opens on this machine alone. */
import { ProtocolRefused, TriageError } from "../errors.ts";
import { type Config, exampleEnvironment, readConfig } from "./config.ts";
import { examine, renderChecks } from "./doctor.ts";
import { ROOT, SHUTDOWN_TIMEOUT_MS, startProgram } from "./program.ts";

const MAIN_USAGE =
  "npm start opens every configured adapter, npm run doctor checks what it needs, npm start example prints every setting.";

const print = (...lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

/** Null when the environment has an error, which was then printed. */
function configured(): Config | null {
  const read = readConfig(process.env);
  for (const hint of read.hints) complain(hint);
  if ("config" in read) return read.config;
  for (const { message, remedy } of read.faults) complain(`${message}. ${remedy}`);
  return null;
}

async function runProgram(): Promise<void> {
  const config = configured();
  if (!config) {
    process.exitCode = 2;
    return;
  }
  try {
    const program = await startProgram(config);
    print("", ...program.notices, "", "Stop with Ctrl+C. Cases are kept.", "");
    let stopping = false;
    const leave = () => {
      if (stopping) return;
      stopping = true;
      setTimeout(() => process.exit(1), SHUTDOWN_TIMEOUT_MS).unref();
      void program.stop().then(() => process.exit(0));
    };
    process.on("SIGINT", leave).on("SIGTERM", leave);
  } catch (error) {
    if (!(error instanceof TriageError || error instanceof ProtocolRefused)) throw error;
    complain(error.message);
    if ("remedy" in error) complain(error.remedy);
    process.exitCode = 2;
  }
}

async function doctor(): Promise<void> {
  const checked = await examine(process.env, ROOT);
  print(...renderChecks(checked));
  process.exitCode = checked.some(({ state }) => state === "wrong") ? 1 : 0;
}

const [command, ...more] = process.argv.slice(2);
if ([command, ...more].some((word) => word === "--help" || word === "-h")) print(MAIN_USAGE);
else if (more.length > 0) {
  complain(`"${more[0]}" is no option. ${MAIN_USAGE}`);
  process.exitCode = 2;
} else if (command === "doctor") await doctor();
else if (command === "example") process.stdout.write(exampleEnvironment());
else if (command === undefined) await runProgram();
else {
  complain(`"${command}" is no command. ${MAIN_USAGE}`);
  process.exitCode = 2;
}
