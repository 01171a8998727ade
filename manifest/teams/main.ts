/**
 * `npm run manifest` writes the app package for upload to Teams.
 * `npm run manifest -- --update` brings the command lists and the icons in this folder up to date.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandLists, filled, zipped } from "./app-package.ts";
import { ACCENT, drawIcon, ICON_FILES } from "./icons.ts";

const here = import.meta.dirname;
const root = join(here, "../..");
const manifestFile = join(here, "manifest.json");
const target = join(root, "dist/triage-teams.zip");

function update(): void {
  const manifest = JSON.parse(readFileSync(manifestFile, "utf8"));
  manifest.accentColor = ACCENT;
  manifest.bots[0].commandLists = commandLists();
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  for (const file of ICON_FILES) writeFileSync(join(here, file), drawIcon(file));
}

function build(): void {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const manifest = filled(readFileSync(manifestFile, "utf8"), process.env, version);
  const icons = Object.fromEntries(ICON_FILES.map((file) => [file, readFileSync(join(here, file))]));
  mkdirSync(join(target, ".."), { recursive: true });
  writeFileSync(target, zipped({ "manifest.json": Buffer.from(manifest), ...icons }));
  process.stdout.write(`${target}\nUpload it in the Teams admin center, or in Teams under Apps.\n`);
}

try {
  if (process.argv.includes("--update")) update();
  else build();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
