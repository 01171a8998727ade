/** Whether a proved request holds anything that this app was made for, by its shape alone. */
import { z } from "zod";
import { COMMAND } from "./interaction-handler.ts";
import { SHORTCUT_CALLBACK } from "./listeners.ts";

const objectSchema = z.looseObject({});

const usedSchema = z.union([
  z.looseObject({ type: z.literal("event_callback"), event: z.looseObject({ type: z.string() }) }),
  z.looseObject({ command: z.literal(COMMAND) }),
  z.looseObject({
    type: z.literal("block_actions"),
    user: objectSchema,
    actions: z.array(objectSchema).min(1),
  }),
  z.looseObject({ type: z.literal("view_submission"), user: objectSchema, view: objectSchema }),
  z.looseObject({
    type: z.literal("message_action"),
    callback_id: z.literal(SHORTCUT_CALLBACK),
    user: objectSchema,
  }),
]);

/** Slack tells of these without waiting for anything to be done. */
const NOTICE_TYPES: ReadonlySet<unknown> = new Set(["app_rate_limited", "view_closed"]);

/**
 * What to do with a request: handle it, acknowledge it and no more, or refuse it. One that no listener takes would
 * otherwise be kept waiting for three seconds and then be called not found.
 */
export function requestUse(body: unknown): "handle" | "acknowledge" | "refuse" {
  if (usedSchema.safeParse(body).success) return "handle";
  const type = objectSchema.safeParse(body).data?.type;
  return NOTICE_TYPES.has(type) ? "acknowledge" : "refuse";
}
