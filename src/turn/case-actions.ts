/** The life of a case: closing, reopening, forgetting, and moving it to a newer protocol. */
import { openDeadlines } from "../case/deadlines.ts";
import { wordsOf } from "../case/own-words.ts";
import { deadlineItem, shownDeadlines } from "../views/deadline-list.ts";
import { noticeView, offersTakeOver } from "../views/notices.ts";
import { decide } from "./deciding.ts";
import type { TurnBuilder } from "./turn-builder.ts";

/** Only the owner, and people whom the hospital names, may end a case for everybody. */
function mayEnd(draft: TurnBuilder): boolean {
  const { owner } = draft.open;
  const { id } = draft.actor;
  const named = draft.context.site.may_close_and_forget.some(
    ({ platform, tenant, user }) => id === `${platform}:${tenant}:${user}`,
  );
  return owner.id === id || named;
}

const notYours = (draft: TurnBuilder, what: string): void =>
  draft.tell(
    offersTakeOver(
      noticeView(draft.open.handle, [
        `Nothing is changed. To ${what} is for the owner, `,
        { person: draft.open.owner },
        ", and for whom the hospital names. You can take the case over: everybody here sees that.",
      ]),
    ),
  );

/** Closes it; with running deadlines it names them and asks first. An emergency is closed by an authorised person's tap. */
export function close(draft: TurnBuilder, anyway: boolean, tapped: boolean): void {
  const { handle, closed, proposal, alert } = draft.open;
  if (closed) return draft.notice("This case is closed already.");
  const emergency = alert?.standing === true;
  if (emergency && !mayEnd(draft)) return notYours(draft, "close an open emergency");
  const open = openDeadlines(draft.open);
  const { protocol, context } = draft;
  if ((open.length > 0 || proposal || emergency) && !(anyway && (tapped || !emergency))) {
    const scene = { protocol, encounter: draft.open, now: context.now };
    draft.post({
      ...noticeView(handle, ""),
      title: emergency ? "Close an open emergency?" : "Close it with this still open?",
      parts: [
        {
          kind: "list",
          items: [
            ...shownDeadlines(scene).map((deadline) => deadlineItem(scene, deadline)),
            ...(open.length > shownDeadlines(scene).length ? [{ words: ["A note to the owner."] }] : []),
            ...(proposal ? [{ words: ["Findings that wait to be confirmed: they are not recorded."] }] : []),
          ],
        },
        { kind: "text", words: ["A closed case sends no reminders."], tone: "strong" },
      ],
      actions: [{ label: "Close anyway", act: { do: "command", words: "close anyway" }, style: "danger" }],
    });
    return;
  }
  draft.record({ type: "closed", reason: "person" });
  draft.notice([{ person: draft.actor }, ` closed case ${handle}. Type reopen to go on with it.`]);
}

export function reopen(draft: TurnBuilder): void {
  if (!draft.open.closed) return draft.notice("This case is open.");
  draft.record({ type: "reopened" });
  draft.notice(`Case ${draft.open.handle} is open again.`);
  decide(draft, true);
}

/** The argument with which people forget only what they typed themselves. */
const MY_WORDS = /^(?:my|own) words$/i;

/** At once: whoever has typed what identifies a patient must not have to wait for it. What was read from it stays. */
function forgetOwnWords(draft: TurnBuilder): void {
  const words = wordsOf(draft.open.events, draft.actor.id);
  if (words.length === 0) return draft.reply("No words of yours are kept in this case.");
  draft.record({ type: "words-removed" });
  draft.requestEffect({ do: "remove-words", author: draft.actor.id, words });
  draft.notice([
    { person: draft.actor },
    " had the words removed that they had typed here. What was read from them stays recorded. Their own messages are theirs to delete.",
  ]);
}

/** Asks; an authorised person's tap does it. Returns false when the words name no case in this place. */
export function forget(draft: TurnBuilder, argument: string, tapped: boolean): boolean {
  const { handle } = draft.open;
  if (MY_WORDS.test(argument)) {
    forgetOwnWords(draft);
    return true;
  }
  if (argument !== "" && argument.toLowerCase() !== handle) return false;
  if (!mayEnd(draft)) {
    notYours(draft, "forget a case");
    return true;
  }
  if (argument === "" || !tapped) {
    draft.post({
      ...noticeView(
        handle,
        `This destroys what case ${handle} holds, for good: its answers, its results and its deadlines. It cannot be undone.`,
      ),
      title: `Forget case ${handle}?`,
      actions: [
        { label: `Forget ${handle}`, act: { do: "command", words: `forget ${handle}` }, style: "danger" },
      ],
    });
    return true;
  }
  draft.requestEffect({ do: "forget" });
  draft.notice([
    { person: draft.actor },
    ` forgot case ${handle}: what it held is destroyed. Messages in this thread are yours to delete.`,
  ]);
  return true;
}

/** Moves the case to the current protocol. Its answers stay where the new protocol still asks for them. */
export function changeProtocol(draft: TurnBuilder): void {
  const { latest, hash } = draft.context;
  if (latest.hash === hash || latest.hash === draft.open.protocol.hash) {
    draft.notice(
      `This case runs under the newest version, ${draft.protocol.version}. There is nothing to move to.`,
    );
    return;
  }
  const { version } = draft.protocol;
  const { id } = latest.protocol;
  draft.record({
    type: "moved",
    protocol: { id, version: latest.protocol.version, hash: latest.hash },
  });
  draft.protocol = latest.protocol;
  draft.notice(
    `This case moved from version ${version} to version ${latest.protocol.version} of the protocol. Every answer stays in the record.`,
  );
  decide(draft, true);
}
