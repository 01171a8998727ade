/** A case's picture as a card: the image with all its words, or the words alone. Pure. */
import { type ByteBudget, type CasePicture, traitsOf, type View } from "../../src/index.ts";
import { CARD_CONTENT_TYPE, MESSAGE_SIZE_CAPS, render, type TeamsMessage } from "./render.ts";

/** The name of the picture that follows a view, or null. */
export const pictureFor = (view: View): string | null =>
  view.handle === null ? null : (traitsOf(view).pictureAfter ?? null);

/**
 * What Teams accepts of a picture: 1024 pixels and 1 MB, and by its newest documentation an image does not count towards
 * a message's size. By older ones it does, so all of it stays within the smaller limit: four characters for three bytes,
 * and the more words a picture has, the fewer bytes are left for it.
 */
export function byteBudgetFor(view: View, picture: CasePicture): ByteBudget {
  const left = MESSAGE_SIZE_CAPS[0] - JSON.stringify(messageWithImage(view, picture, "")).length;
  return { bytes: Math.max(0, Math.floor(left / 4) * 3), edge: 1024 };
}

/** The width of an ordinary card in pixels: a picture drawn for it keeps its letters legible. */
export const CARD_PICTURE_WIDTH = 440;

const pictureLines = ({ words }: CasePicture): string[] => words.split("\n");

/** The image, drawn within its budget. */
export const imageMessage = (view: View, picture: CasePicture, png: Uint8Array): TeamsMessage =>
  messageWithImage(view, picture, Buffer.from(png).toString("base64"));

function messageWithImage(view: View, picture: CasePicture, base64: string): TeamsMessage {
  const [title = view.title] = pictureLines(picture);
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
        contentType: CARD_CONTENT_TYPE,
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
export function wordsMessages(view: View, picture: CasePicture): readonly TeamsMessage[] {
  const [title = view.title, ...said] = pictureLines(picture);
  return render({
    kind: "notice",
    handle: view.handle,
    title: title.replace(/\.$/, ""),
    parts: [{ kind: "list", items: said.map((sentence) => ({ words: [sentence] })) }],
    actions: [],
    notification: view.notification,
  });
}
