/** The only reader of a site file: it is accepted whole, or refused with the location and the remedy. */
import { existsSync, readFileSync } from "node:fs";
import { isNode, LineCounter, parseDocument } from "yaml";
import { SettingInvalid } from "../errors.ts";
import type { Protocol } from "../protocol/schema.ts";
import {
  type HospitalConfig,
  hospitalConfigSchema,
  NO_HOSPITAL_CONFIG,
  unknownProtocolIds,
  unknownSwitches,
} from "./hospital-config.ts";

/** The platforms that routes can name, and which of them are open. */
export interface RoutePlatforms {
  known: readonly string[];
  open: readonly string[];
}

/**
 * Reads a site file.
 * @param file null: `site.yaml` in `folder` if there is one, otherwise a hospital without settings
 * @param platforms what a route may name, where that is known: a route to a closed platform would reach nobody
 * @throws SettingInvalid naming line and setting, for a file that is missing, is not YAML, or is not valid
 */
export function loadHospitalConfig(
  file: string | null,
  folder: string,
  protocol: Protocol,
  platforms?: RoutePlatforms,
): HospitalConfig {
  const path = file ?? `${folder}/site.yaml`;
  if (!existsSync(path)) {
    if (file === null) return NO_HOSPITAL_CONFIG;
    throw new SettingInvalid(
      "TRIAGE_SITE",
      `There is no file ${path}`,
      "Correct TRIAGE_SITE, or unset it to run without a site file.",
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(path, "utf8"), { lineCounter: lines });
  const refuse = (at: number | undefined, what: string, remedy: string) => {
    const line = at === undefined ? 1 : lines.linePos(at).line;
    return new SettingInvalid("TRIAGE_SITE", `${path}:${line}: ${what}`, remedy);
  };
  const [broken] = document.errors;
  if (broken) throw refuse(broken.pos[0], "the file is not YAML", "See docs/site.md for how it is written.");
  const read = hospitalConfigSchema.safeParse(document.toJS() ?? {});
  if (!read.success) {
    const { path: where, message } = read.error.issues[0] ?? { path: [], message: "cannot be read" };
    // the nearest node that exists: a missing one has no location
    const near = where
      .map((_, end) => where.slice(0, where.length - end))
      .find((some) => document.hasIn(some));
    const node = near === undefined ? document.contents : document.getIn(near, true);
    throw refuse(
      isNode(node) ? node.range?.[0] : undefined,
      `${where.join(".") || "the file"}: ${message}`,
      "See docs/site.md for what may stand there.",
    );
  }
  const [unknown] = unknownProtocolIds(read.data, protocol);
  if (unknown !== undefined)
    throw refuse(
      undefined,
      `a service stands beside "${unknown}", which the protocol does not recommend`,
      "Name a recommendation such as imaging.mri_spine, or a kind such as imaging.",
    );
  const [other] = unknownSwitches(read.data, protocol);
  if (other !== undefined)
    throw refuse(
      undefined,
      `signed_on names "${other}", which is no switch of the protocol`,
      protocol.site_switches.length > 0
        ? `Its switches are: ${protocol.site_switches.map(({ id }) => id).join(", ")}.`
        : "This version of the protocol has none: take signed_on away.",
    );
  for (const [at, { name, platform }] of platforms ? read.data.escalation.entries() : []) {
    if (platforms?.open.includes(platform)) continue;
    const node = document.getIn(["escalation", at], true);
    const offset = isNode(node) ? node.range?.[0] : undefined;
    if (platforms?.known.includes(platform))
      throw refuse(
        offset,
        `"${name}" is to be told by ${platform}, and that platform is off`,
        `Configure ${platform}, or name somebody who is reached another way.`,
      );
    throw refuse(
      offset,
      `escalation.${at}.platform: "${platform}" is none; write one of ${platforms?.known.join(", ")}`,
      "See docs/site.md for what may stand there.",
    );
  }
  return read.data;
}
