/** Parses the slash command. */
import { z } from "zod";
import type { Actor, OpeningRequest } from "../../src/index.ts";
import { decodeSlackText } from "./decode.ts";
import { slackActor } from "./slack-ids.ts";

/** What the slash command does: its own subcommands, beginning a case, or saying something in the person's place. */
export type CommandVerb = "help" | "cases" | "start" | "say";

/** `/triage`, parsed. */
export interface SlashCommand {
  tenant: string;
  channel: string;
  actor: Actor;
  user: string;
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
    actor: slackActor(tenant, body.user_id, { name: body.user_name }),
    user: body.user_id,
    words,
    deliveries: body.trigger_id ? [`slack:${tenant}:trigger:${body.trigger_id}`] : [],
  };
}

/** The command itself is a start: whatever is no talk and no other command comes with it. */
export function commandVerb(words: string, opening: OpeningRequest): CommandVerb {
  if (words.trim() === "") return "start";
  if (opening.kind === "chat") return "say";
  if (opening.kind !== "command") return "start";
  const { name } = opening.call;
  if (name === "help") return "help";
  // there is no case here to show the status of
  return name === "list" || name === "status" ? "cases" : "say";
}
