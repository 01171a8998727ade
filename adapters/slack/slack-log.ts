/** The adapter's log: codes, ids of deliveries and counts; never words or tokens. */

export type SlackLog = (
  level: "info" | "warn" | "error",
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** One JSON line for each event, on standard error. */
export const stderrLog: SlackLog = (level, event, fields = {}) => {
  process.stderr.write(`${JSON.stringify({ level, door: "slack", event, ...fields })}\n`);
};
