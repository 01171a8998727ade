/**
 * When to acknowledge to Slack: once it is recorded, or there is nothing to record. Slack redelivers an event until it is
 * acknowledged, and shows an unacknowledged tap as failed; what is acknowledged too early is lost with the process.
 */
import type { App, ReceiverEvent } from "@slack/bolt";

/** Acknowledges; a second time, or when Slack has given up waiting, it does nothing. */
export type Ack = () => Promise<void>;

/** How long a person waits after a tap: Slack gives up after three seconds. */
const ANSWER_WITHIN_MS = 2_500;

export const ackOnce = (ack: () => Promise<unknown>): Ack => {
  let told: Promise<unknown> | null = null;
  return async () => {
    told ??= ack().catch(() => {});
    await told;
  };
};

/**
 * The same for a tap or a command, which Slack does not deliver again. A slow one is acknowledged before its end is
 * known, but only after its person was told that it is not recorded yet: the process may still die. Where they cannot be
 * told, Slack shows it as failed.
 */
export function ackInTime(
  ack: () => Promise<unknown>,
  wait: (ms: number) => Promise<void>,
  warn: (() => Promise<unknown>) | undefined,
): Ack {
  let told = false;
  const taken = ackOnce(() => {
    told = true;
    return ack();
  });
  const late = async () => {
    if (told || !warn) return;
    await warn();
    await taken();
  };
  void wait(ANSWER_WITHIN_MS)
    .then(late)
    .catch(() => {});
  return taken;
}

interface PendingAck {
  ack: Ack;
  /** A listener handles it and acknowledges by itself. */
  claimed: boolean;
  done: boolean;
}

/** The acknowledgements of events, which Bolt would give before any listener has handled them. */
export class EventAcks {
  readonly #pending = new WeakMap<object, PendingAck>();

  /** The app as its receiver sees it. @throws (to the receiver, which then acknowledges nothing) for what was not handled */
  wrapApp(app: App): App {
    return Object.assign(Object.create(app) as App, {
      processEvent: async (event: ReceiverEvent): Promise<void> => {
        if (event.body.type !== "event_callback") return app.processEvent(event);
        const held: PendingAck = {
          ack: ackOnce(async () => {
            held.done = true;
            await event.ack();
          }),
          claimed: false,
          done: false,
        };
        this.#pending.set(event.body, held);
        await app.processEvent({ ...event, ack: async () => {} });
        if (!held.claimed) await held.ack();
        if (!held.done) throw new Error("an event was not taken: Slack delivers it again");
      },
    });
  }

  /** For a listener: from now on it decides when to acknowledge the event. */
  claim(body: object): Ack {
    const held = this.#pending.get(body);
    if (!held) return async () => {};
    held.claimed = true;
    return held.ack;
  }
}
