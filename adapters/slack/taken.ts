/**
 * When Slack is told that something was taken: once it is recorded, or there is nothing to record. Slack delivers an event
 * again until it hears so, and shows a tap that nobody took as failed; what is acknowledged first is lost with the process.
 */
import type { App, ReceiverEvent } from "@slack/bolt";

/** Tells Slack; a second time, or when Slack has given up waiting, it does nothing. */
export type Taken = () => Promise<void>;

/** How long a person is kept waiting for what they tapped: Slack gives up after three seconds. */
const ANSWER_WITHIN_MS = 2_500;

export const once = (ack: () => Promise<unknown>): Taken => {
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
export function inTime(
  ack: () => Promise<unknown>,
  wait: (ms: number) => Promise<void>,
  warn: (() => Promise<unknown>) | undefined,
): Taken {
  let told = false;
  const taken = once(() => {
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

interface Held {
  taken: Taken;
  /** A listener has it, and says when. */
  heard: boolean;
  done: boolean;
}

/** The acknowledgements of events, which Bolt would give before any listener has heard them. */
export class Acknowledgements {
  readonly #held = new WeakMap<object, Held>();

  /** The app as its receiver shall see it. @throws (to the receiver, which then acknowledges nothing) for what was not taken */
  over(app: App): App {
    return Object.assign(Object.create(app) as App, {
      processEvent: async (event: ReceiverEvent): Promise<void> => {
        if (event.body.type !== "event_callback") return app.processEvent(event);
        const held: Held = {
          taken: once(async () => {
            held.done = true;
            await event.ack();
          }),
          heard: false,
          done: false,
        };
        this.#held.set(event.body, held);
        await app.processEvent({ ...event, ack: async () => {} });
        if (!held.heard) await held.taken();
        if (!held.done) throw new Error("an event was not taken: Slack delivers it again");
      },
    });
  }

  /** For a listener: from now on it says when the event was taken. */
  of(body: object): Taken {
    const held = this.#held.get(body);
    if (!held) return async () => {};
    held.heard = true;
    return held.taken;
  }
}
