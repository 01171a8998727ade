/** A case's picture as a card: the image with all its words, or the words alone. Pure. */
import type { CasePicture, View } from "../../src/index.ts";
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
 * message's size. By older ones it does, so all of it stays within the smaller limit: four characters for three bytes.
 */
export const ROOM = { bytes: 24_500, edge: 1024 } as const;

/** Pixels that a card of ordinary width has: a picture that is drawn for them keeps its letters legible there. */
export const WIDTH = 440;

const lines = ({ words }: CasePicture): string[] => words.split("\n");

/** The image; null when its words take so much room that the message would be too big. */
export function imageMessage(view: View, picture: CasePicture, png: Uint8Array): Message | null {
  const [title = view.title] = lines(picture);
  const image = {
    type: "Image",
    url: `data:image/png;base64,${Buffer.from(png).toString("base64")}`,
    altText: picture.words,
    size: "Stretch",
    msTeams: { allowExpand: true },
  };
  const message: Message = {
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
  return JSON.stringify(message).length <= CAPS[0] ? message : null;
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
