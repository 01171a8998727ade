/** The Teams app package: a manifest with the hospital's own values filled in, and two icons, as one zip. Pure. */
import { zipSync } from "fflate";
import { COMMANDS, type CommandSpec } from "../../src/index.ts";

/** Older manifests accept this many, with titles of at most 32 characters; newer ones accept more. */
const MOST_COMMANDS = 10;
const LONGEST_DESCRIPTION = 128;

const SCOPES = ["personal", "team", "groupChat"] as const;

interface Listed {
  title: string;
  description: string;
}

/** What Teams offers in the compose box, from the list that `help` is made of; `help` names all the others. */
export function commandLists(
  commands: readonly CommandSpec[] = COMMANDS,
): { scopes: string[]; commands: Listed[] }[] {
  const later = ({ shortlisted }: CommandSpec) => (shortlisted ? 0 : 1);
  const chosen = new Set(commands.toSorted((a, b) => later(a) - later(b)).slice(0, MOST_COMMANDS));
  const listed = commands
    .filter((command) => chosen.has(command))
    .map(({ name, argument, does }) => ({
      title: name,
      description: clipped(argument === undefined ? does : `${name} ${argument}: ${does}`),
    }));
  // A list of its own for each scope: that is what Teams' documentation asks for, though the schema takes one for all.
  return SCOPES.map((scope) => ({ scopes: [scope], commands: listed }));
}

const clipped = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1).trimEnd()}…`;

/** What a hospital says about itself; each is asked for by the name it has in the environment. */
const VALUES: Readonly<Record<string, { says: string; fits: RegExp; instead?: string }>> = {
  TEAMS_APP_ID: {
    says: "the id of the bot's registration: 32 hexadecimal digits in five groups",
    fits: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  },
  TEAMS_DEVELOPER_NAME: { says: "who runs this bot, in at most 32 characters", fits: /^.{1,32}$/ },
  TEAMS_WEBSITE_URL: { says: "an https address with help about this bot", fits: /^https:\/\/\S+$/ },
  TEAMS_PRIVACY_URL: {
    says: "the https address of the privacy statement",
    fits: /^https:\/\/\S+$/,
    instead: "TEAMS_WEBSITE_URL",
  },
  TEAMS_TERMS_URL: {
    says: "the https address of the terms of use",
    fits: /^https:\/\/\S+$/,
    instead: "TEAMS_WEBSITE_URL",
  },
};

const PLACE = /\$\{\{(\w+)\}\}/g;

/**
 * The manifest with every `${{NAME}}` filled.
 * @throws when a value is missing or does not fit, with all of them named.
 */
export function filled(
  template: string,
  env: Readonly<Record<string, string | undefined>>,
  version: string,
): string {
  const faults: string[] = [];
  const values = new Map([["VERSION", version]]);
  for (const [name, { says, fits, instead }] of Object.entries(VALUES)) {
    const value = env[name]?.trim() || (instead && env[instead]?.trim()) || "";
    if (value === "") faults.push(`${name} is not set: ${says}`);
    else if (!fits.test(value)) faults.push(`${name} is ${JSON.stringify(value)}: it should be ${says}`);
    values.set(name, value);
  }
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return template.replace(PLACE, (_, name: string) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`manifest.json asks for ${name}, which nobody gives`);
    // The content of a JSON string, without its quotation marks.
    return JSON.stringify(value).slice(1, -1);
  });
}

/** The zip for upload to Teams: the same contents give the same bytes. */
export function zipped(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  return zipSync({ ...files }, { mtime: new Date(2000, 0, 1), level: 9 });
}
