/** The Teams app package: its manifest under Microsoft's own schema, its icons pixel by pixel, its commands as obeyed. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ajvDraft4 from "ajv-draft-04";
import ajvFormats from "ajv-formats";
import { decode } from "fast-png";
import { unzipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { commandLists, filled, zipped } from "../../manifest/teams/app-package.ts";
import { ACCENT, drawIcon, ICON_FILES, type IconFile } from "../../manifest/teams/icons.ts";
import { COMMANDS } from "../../src/language/command-list.ts";
import { readCommand } from "../../src/language/commands.ts";
import { wordLists } from "../word-lists.ts";

const folder = new URL("../../manifest/teams/", import.meta.url);
const template = readFileSync(new URL("manifest.json", folder), "utf8");
const icon = (file: IconFile) => readFileSync(new URL(file, folder));

const ENV = {
  TEAMS_APP_ID: "11111111-2222-4333-8444-555555555555",
  TEAMS_DEVELOPER_NAME: 'Ward 5 "North"',
  TEAMS_WEBSITE_URL: "https://hospital.example/triage",
};
const manifest = JSON.parse(filled(template, ENV, "1.2.3"));

const schemas = join(
  dirname(createRequire(import.meta.url).resolve("@microsoft/app-manifest/package.json")),
  "build/json-schemas/teams",
);
const schema = JSON.parse(
  readFileSync(join(schemas, `v${manifest.manifestVersion}/MicrosoftTeams.schema.json`), "utf8"),
);
// Both are CommonJS, and type their class and function as a namespace's default.
const ajv = new ajvDraft4.default({ strict: false, allErrors: true });
ajvFormats.default(ajv);
const valid = ajv.compile(schema);

describe("the manifest", () => {
  test("keeps to the schema of its version", () => {
    expect(valid(manifest) || valid.errors).toBe(true);
    expect(manifest.$schema).toContain(`/v${manifest.manifestVersion}/`);
  });

  test("the check is alive: planted faults are found", () => {
    const [bot] = manifest.bots;
    for (const wrong of [
      { ...manifest, accentColor: "blue" },
      { ...manifest, id: "triage" },
      { ...manifest, name: { short: "x".repeat(31), full: "x" } },
      { ...manifest, bots: [{ ...bot, scopes: ["groupchat"] }] },
      { ...manifest, surprise: true },
    ])
      expect(valid(wrong)).toBe(false);
  });

  test("offers the bot in all three scopes, asks for no file and no message that is not said to it", () => {
    expect(manifest.bots[0]).toMatchObject({
      botId: ENV.TEAMS_APP_ID,
      scopes: ["personal", "team", "groupChat"],
      supportsFiles: false,
      isNotificationOnly: false,
    });
    expect(manifest).not.toHaveProperty("authorization");
    expect(manifest).not.toHaveProperty("webApplicationInfo");
    expect(manifest.validDomains).toEqual([]);
  });

  test("is for private and shared channels as well, and is added to a team unless somebody chooses otherwise", () => {
    expect(manifest).toMatchObject({
      supportsChannelFeatures: "tier1",
      defaultInstallScope: "team",
      defaultGroupCapability: { team: "bot", groupchat: "bot" },
    });
  });

  test("takes what the hospital says about itself, whatever signs it holds", () => {
    expect(manifest.developer).toEqual({
      name: 'Ward 5 "North"',
      websiteUrl: ENV.TEAMS_WEBSITE_URL,
      privacyUrl: ENV.TEAMS_WEBSITE_URL,
      termsOfUseUrl: ENV.TEAMS_WEBSITE_URL,
    });
    expect(manifest.version).toBe("1.2.3");
  });

  test("names everything that is missing or wrong, at once", () => {
    const build = () => filled(template, { TEAMS_WEBSITE_URL: "http://hospital.example" }, "1.2.3");
    expect(build).toThrow(/TEAMS_APP_ID is not set/);
    expect(build).toThrow(/TEAMS_DEVELOPER_NAME is not set/);
    expect(build).toThrow(/TEAMS_WEBSITE_URL is "http:/);
  });
});

describe("the commands that Teams offers", () => {
  const lists: { scopes: string[]; commands: { title: string; description: string }[] }[] =
    manifest.bots[0].commandLists;

  test("are those of the registry: npm run manifest -- --update", () => {
    expect(lists).toEqual(commandLists());
  });

  test("are few and short enough for every version of the manifest, one list a scope", () => {
    expect(lists.map(({ scopes }) => scopes)).toEqual([["personal"], ["team"], ["groupChat"]]);
    for (const { commands } of lists) {
      expect(commands.length).toBeLessThanOrEqual(10);
      for (const { title, description } of commands) {
        expect(title.length).toBeLessThanOrEqual(32);
        expect(description.length).toBeLessThanOrEqual(128);
      }
    }
  });

  test("are obeyed when they arrive as words", () => {
    for (const { title } of lists[0]?.commands ?? [])
      expect(readCommand(wordLists, title)?.name, title).toBe(title);
  });

  test("when the registry is long, what a case needs stays, in the registry's order, and help with it", () => {
    const filler = Array.from({ length: 30 }, (_, at) => ({
      name: `x${at}`,
      does: "Does something. ".repeat(20),
    }));
    const own = COMMANDS.filter(({ name }) => name === "triage" || name === "status" || name === "help");
    const [list] = commandLists([...filler, ...own]);
    expect(list?.commands.map(({ title }) => title)).toEqual([
      ...["x0", "x1", "x2", "x3", "x4", "x5", "x6"],
      ...["triage", "status", "help"],
    ]);
    for (const { description } of list?.commands ?? []) expect(description.length).toBeLessThanOrEqual(128);
  });
});

describe("the icons", () => {
  const rgba = (file: IconFile) => {
    const { width, height, channels, depth, data } = decode(icon(file));
    expect([channels, depth]).toEqual([4, 8]);
    const pixels = Array.from({ length: width * height }, (_, at) => [...data.slice(at * 4, at * 4 + 4)]);
    return { width, height, pixels };
  };

  test("color.png is 192 by 192, whole, and of the accent colour at its edges", () => {
    const { width, height, pixels } = rgba("color.png");
    expect([width, height]).toEqual([192, 192]);
    expect(pixels.every(([, , , alpha]) => alpha === 255)).toBe(true);
    const ground = [1, 3, 5].map((at) => Number.parseInt(ACCENT.slice(at, at + 2), 16));
    for (const at of [0, 191, 191 * 192, 192 * 192 - 1]) expect(pixels[at]).toEqual([...ground, 255]);
    expect(manifest.accentColor).toBe(ACCENT);
    expect(new Set(pixels.map(String)).size).toBeGreaterThan(2);
  });

  test("outline.png is 32 by 32, white on nothing", () => {
    const { width, height, pixels } = rgba("outline.png");
    expect([width, height]).toEqual([32, 32]);
    const seen = pixels.filter(([, , , alpha]) => alpha !== 0);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.length).toBeLessThan(pixels.length / 2);
    for (const [red, green, blue] of seen) expect([red, green, blue]).toEqual([255, 255, 255]);
  });

  test.each(ICON_FILES)("%s is what is drawn: npm run manifest -- --update", (file) => {
    expect(decode(icon(file))).toEqual(decode(drawIcon(file)));
  });
});

test("the zip holds the manifest and both icons at its root, and is the same every time", () => {
  const files = {
    "manifest.json": Buffer.from(JSON.stringify(manifest)),
    "color.png": icon("color.png"),
    "outline.png": icon("outline.png"),
  };
  const zip = zipped(files);
  const found = unzipSync(zip);
  expect(Object.keys(found).sort()).toEqual(["color.png", "manifest.json", "outline.png"]);
  expect(Object.values(manifest.icons).sort()).toEqual(["color.png", "outline.png"]);
  for (const [name, content] of Object.entries(files))
    expect(Buffer.from(found[name] ?? [])).toEqual(content);
  expect(zipped(files)).toEqual(zip);
});
