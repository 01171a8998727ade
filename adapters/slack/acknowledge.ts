/**
 * When Slack is told that something was taken: once it is recorded, or there is nothing to record. Slack delivers an event
 * again until it hears so, and shows a tap that nobody took as failed; what is acknowledged first is lost with the process.
 */
import type { App, ReceiverEvent } from "@slack/bolt";

/** Tells Slack; a second time, or when Slack has given up waiting, it does nothing. */
export type Ack = () => Promise<void>;

/** How long a person is kept waiting for what they tapped: Slack gives up after three seconds. */
const ANSWER_WITHIN_MS = 2_500;

export const ackOnce = (ack: () => Promise<unknown>): Ack => {
  let told: Promise<unknown> | null = null;
  return async () => {
    told ??= ack().catch(() => {});
    await told;
  };
};

/**
 * The same for a tap or a command, which Slack does not deliver again. One that takes long is taken before its end is
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
  /** A listener has it, and says when. */
  claimed: boolean;
  done: boolean;
}

/** The acknowledgements of events, which Bolt would give before any listener has heard them. */
export class EventAcks {
  readonly #pending = new WeakMap<object, PendingAck>();

  /** The app as its receiver shall see it. @throws (to the receiver, which then acknowledges nothing) for what was not taken */
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

  /** For a listener: from now on it says when the event was taken. */
  claim(body: object): Ack {
    const held = this.#pending.get(body);
    if (!held) return async () => {};
    held.claimed = true;
    return held.ack;
  }
}
