/** A case's picture as a card: the image with all its words, or the words alone. Pure. */
import type { CasePicture, Room, View } from "../../src/index.ts";
import { CAPS, CARD, type Message, render } from "./render.ts";

/** Which picture goes with what people ask to see. Decisions have none: nothing may stand beside them or hold them up. */
const GOES_WITH: Partial<Record<View["kind"], string>> = {
  status: "windows",
  timeline: "windows",
  handoff: "legs",
};

/** The name of the picture that follows a view, or null. */
export const pictureFor = ({ kind, handle }: View): string | null =>
  handle === null ? null : (GOES_WITH[kind] ?? null);

/**
 * What Teams takes of a picture: 1024 pixels and 1 MB, and by its newest documentation an image does not count towards a
 * message's size. By older ones it does, so all of it stays within the smaller limit: four characters for three bytes,
 * and the more words a picture has, the fewer bytes are left for it.
 */
export function roomFor(view: View, picture: CasePicture): Room {
  const left = CAPS[0] - JSON.stringify(messageWith(view, picture, "")).length;
  return { bytes: Math.max(0, Math.floor(left / 4) * 3), edge: 1024 };
}

/** Pixels that a card of ordinary width has: a picture that is drawn for them keeps its letters legible there. */
export const WIDTH = 440;

const lines = ({ words }: CasePicture): string[] => words.split("\n");

/** The image, drawn within its room. */
export const imageMessage = (view: View, picture: CasePicture, png: Uint8Array): Message =>
  messageWith(view, picture, Buffer.from(png).toString("base64"));

function messageWith(view: View, picture: CasePicture, base64: string): Message {
  const [title = view.title] = lines(picture);
  const image = {
    type: "Image",
    url: `data:image/png;base64,${base64}`,
    altText: picture.words,
    size: "Stretch",
    msTeams: { allowExpand: true },
  };
  return {
    type: "message",
    summary: view.notification,
    attachments: [
      {
        contentType: CARD,
        content: {
          type: "AdaptiveCard",
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          version: "1.5",
          speak: title,
          fallbackText: picture.words,
          body: [image],
          msteams: { width: "Full" },
        },
      },
    ],
  };
}

/** The same facts in words, for when the image cannot be shown. */
export function wordsMessages(view: View, picture: CasePicture): readonly Message[] {
  const [title = view.title, ...said] = lines(picture);
  return render({
    kind: "notice",
    handle: view.handle,
    title: title.replace(/\.$/, ""),
    parts: [{ kind: "list", items: said.map((sentence) => ({ words: [sentence] })) }],
    actions: [],
    notification: view.notification,
  });
}
