/** The slash command, and the few words that mean the same where no case is open. */
import { z } from "zod";
import type { Actor } from "../../src/index.ts";
import { decodeSlackText } from "./decode.ts";
import { slackActor } from "./slack-ids.ts";

/** What a person wants of the bot as such, outside any case. */
export type CommandVerb = "help" | "cases" | "start";

/** `/triage`, read. */
export interface SlashCommand {
  tenant: string;
  channel: string;
  actor: Actor;
  user: string;
  verb: CommandVerb;
  /** The opening words, when it starts a case. */
  words: string;
  deliveries: readonly string[];
}

const commandSchema = z.looseObject({
  team_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.unknown(),
  channel_id: z.string().min(1),
  user_id: z.string().min(1),
  user_name: z.string().nullish(),
  text: z.string().catch(""),
  trigger_id: z.string().nullish(),
});

/** What a slash command asks for; null when it is not one. */
export function readSlashCommand(payload: unknown, botUserId: string): SlashCommand | null {
  const read = commandSchema.safeParse(payload);
  if (!read.success) return null;
  const body = read.data;
  const wholeOrg = body.is_enterprise_install === "true" || body.is_enterprise_install === true;
  const tenant = (wholeOrg ? body.enterprise_id : null) || body.team_id || body.enterprise_id;
  if (!tenant) return null;
  const words = decodeSlackText(body.text, botUserId);
  return {
    tenant,
    channel: body.channel_id,
    actor: slackActor(tenant, body.user_id, body.user_name),
    user: body.user_id,
    verb: commandVerb(words),
    words,
    deliveries: body.trigger_id ? [`slack:${tenant}:trigger:${body.trigger_id}`] : [],
  };
}

/** What words ask for where no case is open: anything that is not a known word opens one. */
export function commandVerb(words: string): CommandVerb {
  switch (words.trim().toLowerCase()) {
    case "help":
    case "?":
      return "help";
    case "list":
    case "status":
    case "cases":
    case "my cases":
      return "cases";
    default:
      return "start";
  }
}
