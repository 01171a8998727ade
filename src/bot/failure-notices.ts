/** Notices for when something could not be recorded or posted. They hold nothing clinical and nothing that people typed. */

import { RecordBroken, type StoreUnavailable } from "../errors.ts";
import { noticeView } from "../views/notices.ts";
import type { View } from "../views/outbound.ts";

const STORE_FAULT_REASONS: Record<StoreUnavailable["fault"], string> = {
  locked: "the record is busy",
  full: "the disk of the record is full",
  "read-only": "the record cannot be written to",
  corrupt: "the record is damaged",
  unreachable: "the record does not answer",
  refused: "the record refuses the bot",
  newer: "the record belongs to a newer version of the bot",
  failed: "the record failed",
};

/** Nothing was half recorded, so the same words can be typed again. */
export function notRecordedNotice(fault: StoreUnavailable | RecordBroken): View {
  if (fault instanceof RecordBroken)
    return noticeView(
      null,
      "Not recorded. This case's record was changed after it was made, so nothing here is to be relied on. " +
        "Assess the patient as if nothing were known, and tell your IT support.",
    );
  const again = fault.retryable
    ? "Try again in a moment."
    : "Tell your IT support, and follow your local pathway.";
  return noticeView(
    null,
    `Not recorded: ${STORE_FAULT_REASONS[fault.fault]}. ${again} The case is as it was before.`,
  );
}

/** The protocol that the case began with is not on this machine, and the case runs on no other. */
export const versionMissingNotice = (handle: string, version: string): View =>
  noticeView(
    handle,
    `Not recorded: the case runs on version ${version} of the protocol, and that version is not installed here. ` +
      "Tell your IT support. The case is kept.",
  );

export const tooBusyNotice = (): View =>
  noticeView(null, "Not recorded: too many people answer at once. Try again in a moment.");

/** Nobody knows whether it was recorded, so neither is said. */
export const noAnswerNotice = (): View =>
  noticeView(
    null,
    "Not known to be recorded: the record has not answered. If the thread does not show it in a minute, send it again. " +
      "Do not wait for it: follow your local pathway.",
  );

/** For people reached through the fallback: not what the message said, but that it is waiting, and where. */
export const undeliveredNotice = (handle: string): View => ({
  ...noticeView(
    handle,
    `Case ${handle}: an important message could not be posted in its thread. ` +
      "Look at the case now, and reach its team another way.",
  ),
  notification: `Case ${handle}: an important message could not be posted.`,
});

/** For whoever started a case where nothing can be posted. */
export const goesOnInChat = (handle: string): View => ({
  ...noticeView(
    handle,
    `Case ${handle} goes on here, with all that was recorded: nothing can be posted where you started it. ` +
      "Nobody else sees this chat, so tell the others who work on it.",
  ),
  notification: `Case ${handle} goes on here.`,
});

/** For the case's owner: the message itself, and why it comes this way. */
export const toOwnerInstead = (view: View): View => ({
  ...view,
  parts: [
    {
      kind: "text",
      words: ["This could not be posted in the case's thread. Tell the others who work on it."],
      tone: "strong",
    },
    ...view.parts,
  ],
});

/** Posted in place of a message that was changed on disk: a decision must not go missing silently. */
export const unreadableMessageNotice = (handle: string | null): View =>
  noticeView(
    handle,
    "A message that belongs here cannot be read: it was changed in the store. Type status for the result, and tell whoever runs this service.",
  );
