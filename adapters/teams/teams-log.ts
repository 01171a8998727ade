/** The adapter's log for operators: codes and counts, never words that people typed, tokens or secrets. */

type LogFields = Readonly<Record<string, string | number | boolean>>;

export type TeamsLog = (level: "info" | "warn" | "error", event: string, fields?: LogFields) => void;

interface LogEntry {
  level: "info" | "warn" | "error";
  /** The remedy, in the imperative; left out where nothing needs to be done. */
  cure?: string;
}

/** Every event that this adapter can log. */
const LOG_ENTRIES = {
  "teams.malformed": { level: "info" },
  "teams.refused.not_loopback": {
    level: "warn",
    cure: "Without credentials only this machine may call: set TEAMS_APP_ID, TEAMS_APP_SECRET and TEAMS_TENANT_ID.",
  },
  "teams.refused.browser": {
    level: "warn",
    cure: "Nothing, if this is a page in a browser on this machine. A program sends JSON to 127.0.0.1 or localhost.",
  },
  "teams.refused.service_host": {
    level: "warn",
    cure: "Nothing, if this is a stranger: the address it wants to be answered at is not one of Microsoft's.",
  },
  "teams.refused.tenant": {
    level: "warn",
    cure: "If that tenant's people may use the bot, add it to TEAMS_ALLOWED_TENANTS.",
  },
  "teams.refused.token": {
    level: "warn",
    cure: "If nobody is answered, check that TEAMS_APP_ID is the app of the Azure Bot, and this machine's clock.",
  },
  "teams.keys.unreachable": {
    level: "error",
    cure: "Nobody can be admitted: let this machine reach https://login.botframework.com.",
  },
  "teams.token.refused": {
    level: "error",
    cure: "People are heard and not answered: check the secret's expiry, TEAMS_APP_TYPE and TEAMS_TENANT_ID, and that https://login.microsoftonline.com can be reached.",
  },
  "teams.failed": {
    level: "error",
    cure: "Look at the lines before this one, and at /readyz; the person was told to try again.",
  },
  "teams.slow": {
    level: "warn",
    cure: "The store or the machine is slow: an activity took longer than Teams waits. The work goes on.",
  },
  "teams.send.retry": { level: "info" },
  "teams.send.split": { level: "info" },
  "teams.remove.failed": { level: "info" },
  "teams.picture.refused": { level: "info" },
  "teams.picture.failed": { level: "info" },
  "teams.reply.failed": { level: "warn", cure: "Somebody was not told why nothing was done; see the code." },
  "teams.broadcast.failed": {
    level: "error",
    cure: "The channel did not get an alert that its thread has: see the code, and docs/teams.md.",
  },
  "teams.chat.refused": {
    level: "warn",
    cure: "Somebody cannot be told things alone: let them open a private chat with the bot once.",
  },
  "teams.tell.refused": {
    level: "warn",
    cure: "Somebody has blocked or removed the bot in their private chat, and was called by name in the thread.",
  },
} as const satisfies Record<string, LogEntry>;

/** Logs one of them, with its level and its remedy. */
export type LogNote = (event: keyof typeof LOG_ENTRIES, fields?: LogFields) => void;

/** How the adapter writes to an operator's log. */
export function noteWriter(log: TeamsLog): LogNote {
  return (event, fields = {}) => {
    const { level, cure }: LogEntry = LOG_ENTRIES[event];
    log(level, event, { ...fields, ...(cure !== undefined && { cure }) });
  };
}
