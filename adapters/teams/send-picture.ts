/** Sends a case's picture after its message, in the background. */
import { type CaseQueries, type Delivery, DeliveryError, toIndexedPng } from "../../src/index.ts";
import type { ConversationRef } from "./conversation-refs.ts";
import {
  byteBudgetFor,
  CARD_PICTURE_WIDTH,
  imageMessage,
  pictureFor,
  wordsMessages,
} from "./picture-card.ts";
import type { TeamsMessage } from "./render.ts";
import type { LogNote } from "./teams-log.ts";

export interface PictureSenderOptions {
  casebook: Pick<CaseQueries, "page">;
  /** One message, tried once. Its failure is a DeliveryError. */
  send(reference: ConversationRef, message: TeamsMessage): Promise<unknown>;
  note: LogNote;
}

export interface PictureSender {
  /** Returns at once. */
  sendPictureFor(reference: ConversationRef, delivery: Delivery): void;
  settle(): Promise<void>;
}

export function createPictureSender({ casebook, send, note }: PictureSenderOptions): PictureSender {
  const running = new Set<Promise<void>>();

  async function draw(reference: ConversationRef, { view, thread }: Delivery): Promise<void> {
    const name = pictureFor(view);
    if (name === null || view.handle === null) return;
    const page = await casebook.page(view.handle, thread);
    const picture = page?.pictures(CARD_PICTURE_WIDTH).find((each) => each.name === name);
    if (!picture) return;
    const png = await toIndexedPng(picture, byteBudgetFor(view, picture)).catch(() => {
      note("teams.picture.failed", { code: "not_drawn" });
      return null;
    });
    const image = png && imageMessage(view, picture, png);
    if (image) {
      try {
        await send(reference, image);
        return;
      } catch (error) {
        // Only what Teams certainly refused is sent again in words: two copies would be one too many.
        if (!(error instanceof DeliveryError && error.kind === "refused")) throw error;
        note("teams.picture.refused", { code: error.code });
      }
    }
    for (const message of wordsMessages(view, picture)) await send(reference, message);
  }

  return {
    sendPictureFor(reference, delivery) {
      const drawing = draw(reference, delivery)
        .catch((error: unknown) =>
          note("teams.picture.failed", { code: error instanceof DeliveryError ? error.code : "not_drawn" }),
        )
        .finally(() => running.delete(drawing));
      running.add(drawing);
    },
    async settle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}
