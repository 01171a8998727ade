/** Sends a case's picture after the message that it goes with, beside all other work and never in its way. */
import { type Casebook, type Delivery, SendFault, toSmallPng } from "../../src/index.ts";
import type { Note } from "./log.ts";
import { imageMessage, pictureFor, roomFor, WIDTH, wordsMessages } from "./picture.ts";
import type { Reference } from "./reference.ts";
import type { Message } from "./render.ts";

export interface Illustrating {
  casebook: Pick<Casebook, "page">;
  /** One message, tried once. Its failure is a SendFault. */
  send(reference: Reference, message: Message): Promise<unknown>;
  note: Note;
}

export interface Illustrator {
  /** Returns at once. */
  follow(reference: Reference, delivery: Delivery): void;
  settle(): Promise<void>;
}

export function createIllustrator({ casebook, send, note }: Illustrating): Illustrator {
  const running = new Set<Promise<void>>();

  async function draw(reference: Reference, { view, thread }: Delivery): Promise<void> {
    const name = pictureFor(view);
    if (name === null || view.handle === null) return;
    const page = await casebook.page(view.handle, thread);
    const picture = page?.pictures(WIDTH).find((each) => each.name === name);
    if (!picture) return;
    const png = await toSmallPng(picture, roomFor(view, picture)).catch(() => {
      note("teams.picture.failed", { code: "not_drawn" });
      return null;
    });
    const image = png && imageMessage(view, picture, png);
    if (image) {
      try {
        await send(reference, image);
        return;
      } catch (error) {
        // Only what was surely not taken is said again in words: twice the same would be one too many.
        if (!(error instanceof SendFault && error.kind === "refused")) throw error;
        note("teams.picture.refused", { code: error.code });
      }
    }
    for (const message of wordsMessages(view, picture)) await send(reference, message);
  }

  return {
    follow(reference, delivery) {
      const drawing = draw(reference, delivery)
        .catch((error: unknown) =>
          note("teams.picture.failed", { code: error instanceof SendFault ? error.code : "not_drawn" }),
        )
        .finally(() => running.delete(drawing));
      running.add(drawing);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
