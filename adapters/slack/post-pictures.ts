/** The pictures of a case as files in Slack, which shows no SVG. */
import type { webApi } from "@slack/bolt";
import { type CasePicture, type ThreadKey, toPng } from "../../src/index.ts";
import { rootMessageOf } from "./post-parts.ts";

/** How long a picture's description may be in Slack, in characters. */
const MAX_ALT_TEXT = 1000;
const MORE_TEXT = "Type status for the rest.";

/**
 * Posts the pictures of a case as one message. Each has its content in words; a notification shows only the
 * case's name.
 * @throws what the SDK throws; then nothing is posted
 */
export async function postPictures(
  client: webApi.WebClient,
  { channel, thread }: ThreadKey,
  handle: string,
  pictures: readonly CasePicture[],
): Promise<void> {
  const root = rootMessageOf(thread);
  await client.files.uploadV2({
    channel_id: channel,
    ...(root !== null && { thread_ts: root }),
    initial_comment: `Case ${handle}: how it stands, as a picture.`,
    file_uploads: pictures.map(({ name, svg, words }) => ({
      file: toPng(svg),
      filename: `${handle}-${name}.png`,
      title: `Case ${handle}: ${name}`,
      alt_text: altText(words),
    })),
  } as webApi.FilesUploadV2Arguments);
}

/** Whole lines, as many as Slack accepts; then where the rest is. */
export function altText(words: string): string {
  if (words.length <= MAX_ALT_TEXT) return words;
  const room = words.slice(0, MAX_ALT_TEXT - MORE_TEXT.length - 1);
  return `${room.slice(0, Math.max(room.lastIndexOf("\n"), 0)) || room}\n${MORE_TEXT}`;
}
