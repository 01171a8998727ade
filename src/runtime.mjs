/**
 * Loaded before every program that a person starts: checks Node and the packages, and reads `.env`. Plain JavaScript,
 * because an older Node cannot parse the rest, and its own message names neither the cause nor the remedy.
 */
import { existsSync } from "node:fs";

const LEAST = 24;

function missing() {
  if (!existsSync(new URL("../node_modules", import.meta.url)))
    return "The packages are not installed. Run npm ci first: it brings Node 24 along too.";
  if (Number(process.versions.node.split(".")[0]) < LEAST)
    return (
      `This needs Node ${LEAST}, and what runs is ${process.version} (${process.execPath}). ` +
      "npm ci brings the right one along, and npm start and the other npm commands use it: run npm ci, without --ignore-scripts."
    );
  return null;
}

function unreadable() {
  if (!existsSync(".env")) return null;
  try {
    process.loadEnvFile(".env");
    return null;
  } catch (error) {
    return `The file .env cannot be read (${error.code ?? error.name}). Let this user read it, or remove it.`;
  }
}

const fault = missing() ?? unreadable();
if (fault !== null) {
  process.stderr.write(`${fault}\n`);
  process.exit(2);
}

// A reader that stops early (| head) has seen enough: that is no error.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});
