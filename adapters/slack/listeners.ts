/** The app's listeners in Slack. Each payload is parsed, handed to the interaction handler, and acknowledged. */
import type { App, Context, RespondFn } from "@slack/bolt";
import { ackInTime, type EventAcks } from "./acknowledge.ts";
import type { FormAnswer } from "./form-handler.ts";
import { COMMAND, type InteractionHandler } from "./interaction-handler.ts";
import { readAction, readEvent, readShortcut, readSlashCommand, readSubmission } from "./parse.ts";
import { wordsModal } from "./render.ts";
import { replyEphemeral, wordsMessage } from "./reply-targets.ts";
import { slackThread, slackUserId } from "./slack-ids.ts";
import type { SlackLog } from "./slack-log.ts";

/** The message shortcut, as the manifest names it. */
export const SHORTCUT_CALLBACK = "triage_from_message";

/** The events that are listened to, as Bolt names them. */
export const LISTENED_EVENTS = [
  "app_mention",
  "message",
  "app_home_opened",
  "app_uninstalled",
  "tokens_revoked",
] as const;

export interface ListenerOptions {
  handler: InteractionHandler;
  acks: EventAcks;
  wait: (ms: number) => Promise<void>;
  /** Whether a workspace or organisation is served. */
  serves: (tenant: string) => boolean;
  /** The app was removed from a workspace. */
  uninstalled: (tenant: string) => Promise<void>;
  /** Runs work that follows the acknowledgement; its failure is logged, not thrown. */
  work: (name: string, run: () => Promise<void>) => Promise<void>;
  log: SlackLog;
}

/** Connects every listener of the app to the interaction handler. */
export function registerListeners(app: App, options: ListenerOptions): void {
  const refuse = refusal(options.handler);
  listenForEvents(app, options, refuse);
  listenForStarts(app, options, refuse);
  listenForButtons(app, options, refuse);
  listenForForms(app, options);
}

/** Says to a person of a workspace that is not served that it is not. */
type RefuseFn = (
  tenant: string,
  channel: string,
  thread: string,
  user: string,
  respond?: RespondFn,
) => Promise<void>;

function refusal(handler: InteractionHandler): RefuseFn {
  const told = new Set<string>();
  return async (tenant, channel, thread, user, respond) => {
    const once = `${tenant} ${user}`;
    // a person with a response address would take silence for an error; in a channel, once is enough
    if (!respond && told.has(once)) return;
    if (told.size < 10_000) told.add(once);
    await handler.replyNotServed(slackThread(tenant, channel, thread), user, respond);
  };
}

/** Messages, mentions, the Home tab, and the removal of the app. */
function listenForEvents(
  app: App,
  { handler, acks, serves, uninstalled, work, log }: ListenerOptions,
  refuse: RefuseFn,
): void {
  for (const name of LISTENED_EVENTS)
    app.event(name, async ({ body, context }) => {
      const taken = acks.claim(body);
      const read = readEvent(body, botUserIdOf(context));
      await work(name, async () => {
        switch (read.kind) {
          case "ignored":
            log("info", "event_ignored", { what: name, reason: read.reason });
            break;
          case "uninstalled":
            await uninstalled(read.tenant);
            break;
          case "home":
            await taken();
            if (serves(read.tenant))
              await handler.handleHomeOpened(
                read.tenant,
                read.actor,
                slackUserId(read.actor) ?? "",
                read.chat,
              );
            break;
          case "afterwards":
            if (serves(read.request.thread.tenant)) await handler.handleMessageChange(read.request, taken);
            break;
          case "heard": {
            const { thread: where, inbound } = read.request;
            const { tenant, channel, thread } = where;
            if (serves(tenant)) await handler.handleMessage(read, taken);
            else {
              await taken();
              if (inbound.addressed) await refuse(tenant, channel, thread, slackUserId(inbound.actor) ?? "");
            }
          }
        }
        await taken();
      });
    });
}

/** The command and the message shortcut. */
function listenForStarts(
  app: App,
  { handler, wait, serves, work, log }: ListenerOptions,
  refuse: RefuseFn,
): void {
  app.command(COMMAND, async ({ ack, body, context, respond }) => {
    const asked = readSlashCommand(body, botUserIdOf(context));
    if (!asked || !serves(asked.tenant)) await ack();
    if (!asked) return log("warn", "command_unreadable");
    await work("command", () =>
      serves(asked.tenant)
        ? handler.handleCommand(asked, respond, ackInTime(ack, wait, slowWarning(respond, SLOW_TEXTS.start)))
        : refuse(asked.tenant, asked.channel, "", asked.user, respond),
    );
  });

  app.shortcut(SHORTCUT_CALLBACK, async (args) => {
    const read = readShortcut(args.body, botUserIdOf(args.context));
    if (!read || !serves(read.request.thread.tenant)) await args.ack();
    if (!read) return log("warn", "shortcut_unreadable");
    // a message shortcut always brings a response address; the types allow for global ones, which do not
    const respond = "respond" in args ? args.respond : undefined;
    const { tenant, channel, thread } = read.request.thread;
    await work("shortcut", () =>
      serves(tenant)
        ? handler.handleShortcut(
            read.request,
            read.user,
            respond,
            ackInTime(args.ack, wait, slowWarning(respond, SLOW_TEXTS.start)),
          )
        : refuse(tenant, channel, thread, read.user, respond),
    );
  });
}

function listenForButtons(
  app: App,
  { handler, wait, serves, work }: ListenerOptions,
  refuse: RefuseFn,
): void {
  // every button, also one of an older version: a button without a listener hangs, and then shows an error
  app.action(/^[\s\S]*$/, async ({ ack, body, respond }) => {
    const tap = readAction(body);
    const ours = tap !== null && tap.kind !== "ignored";
    if (!ours || !serves(tap.tenant)) await ack();
    if (!ours) return;
    // Bolt offers to respond even where the tap brought no address, as on the Home tab
    const answer = "response_url" in body && body.response_url ? respond : undefined;
    await work("action", () =>
      serves(tap.tenant)
        ? handler.handleTap(tap, answer, ackInTime(ack, wait, slowWarning(answer, SLOW_TEXTS.tap)))
        : refuse(tap.tenant, tap.seen?.channel ?? tap.user, tap.seen?.thread ?? "", tap.user, answer),
    );
  });
}

function listenForForms(app: App, { handler, serves, work }: ListenerOptions): void {
  // every form, also one of an older version: a form without a listener shows an error
  app.view(/^[\s\S]*$/, async ({ ack, body }) => {
    const filled = readSubmission(body);
    if (!filled || !serves(filled.request.thread.tenant)) return ack();
    await work("form", () => handler.handleFormSubmission(filled, (answer) => ackForm(ack, answer)));
  });
}

const SLOW_TEXT = "This takes longer than usual and is not recorded yet.";

/** What a person can do about it: their request may still take effect, and must not do so twice. */
const SLOW_TEXTS = {
  start: `${SLOW_TEXT} If no case appears within a minute, check \`${COMMAND} list\` before you start again.`,
  tap: `${SLOW_TEXT} The answer comes here or in the case's thread. If nothing shows within a minute, do it again.`,
};

/** How to reach the person of a tap or a command; undefined where they left no address. */
const slowWarning = (respond: RespondFn | undefined, slowly: string) =>
  respond && (() => replyEphemeral(respond, wordsMessage(slowly)));

type AckViewFn = (response?: {
  response_action: "errors" | "update";
  errors?: Record<string, string>;
  view?: ReturnType<typeof wordsModal>;
}) => Promise<void>;

async function ackForm(ack: unknown, answer: FormAnswer): Promise<void> {
  const acknowledged = ack as AckViewFn;
  if (answer === null) return acknowledged();
  if (answer === "saving")
    return acknowledged({
      response_action: "update",
      view: wordsModal("Saving…", "Still saving. You may close this: the thread shows what was recorded."),
    });
  return acknowledged({ response_action: "errors", errors: answer.errors });
}

const botUserIdOf = (context: Context): string => context.botUserId ?? "";
