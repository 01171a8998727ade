/** Deadlines as people see them: in a result, and as reminders in the thread, to the owner, and outside the thread. */

import { openDeadlines, type ReminderStage } from "../case/deadlines.ts";
import type { DeadlineRecord, Encounter } from "../case/encounter.ts";
import type { Protocol } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import { kindOf } from "../triage/recommend.ts";
import { audienceOf, KIND_TITLES, listPart, type ResultContext } from "./advice.ts";
import type { Action, Item, Part, View, Words } from "./outbound.ts";

/** What a deadline is for, in a few words: the protocol's own, without the parts that a case fills in. */
export function deadlineLabel(protocol: Protocol, encounter: Encounter, id: string): string {
  const text = index(protocol).recommendations.get(id)?.text[encounter.role] ?? id;
  return text.replace(/:? ?\{\w+\}/, "").replace(/\.(\s.*)?$/s, "");
}

/** The same as the thread reads it: a deadline for the owner only is not named there. */
export const openLabel = (protocol: Protocol, encounter: Encounter, id: string): string =>
  audienceOf(protocol, id) === "owner" ? "a note to the owner" : deadlineLabel(protocol, encounter, id);

/** A repeated reminder is a new message. */
export const reminderSlot = (encounter: Encounter, id: string): string =>
  `reminder:${id}:${encounter.deadlines.get(id)?.reminded.length ?? 0}`;

/** The deadlines that the thread may see, the next due first; those for the owner only are told to the owner. */
export const shownDeadlines = ({
  protocol,
  encounter,
}: Pick<ResultContext, "protocol" | "encounter">): DeadlineRecord[] =>
  openDeadlines(encounter).filter(({ id }) => audienceOf(protocol, id) === "everyone");

/** The running deadlines, in a result: what and by when. */
export function deadlineParts(scene: Pick<ResultContext, "protocol" | "encounter" | "now">): Part[] {
  return listPart(
    "Clock",
    shownDeadlines(scene).map((deadline) => deadlineItem(scene, deadline)),
  );
}

export function deadlineItem(
  { protocol, encounter, now }: Pick<ResultContext, "protocol" | "encounter" | "now">,
  deadline: DeadlineRecord,
): Item {
  return {
    words: [
      deadline.due < now ? "OVERDUE since " : "By ",
      { time: deadline.due },
      `: ${deadlineLabel(protocol, encounter, deadline.id)}`,
    ],
  };
}

/** Above this many, done and snooze are typed. */
const MOST_BUTTONS = 3;

export const deadlineActions = (scene: Pick<ResultContext, "protocol" | "encounter">): Action[] =>
  shownDeadlines(scene)
    .slice(0, MOST_BUTTONS)
    .map(({ id }) => ({
      label: `Done: ${deadlineLabel(scene.protocol, scene.encounter, id)}`,
      act: { do: "done", deadline: id },
    }));

/** The running deadlines that these words name; all of them for no words. */
export function deadlineNamed(
  { protocol, open }: { protocol: Protocol; open: Encounter },
  words: string,
): DeadlineRecord[] {
  const said = words.toLowerCase().replace(/^the /, "").trim();
  return openDeadlines(open).filter(
    ({ id }) =>
      said === "" ||
      id === said ||
      kindOf(id) === said ||
      new RegExp(`(^|\\W)${said.replace(/[^\p{L}\p{N} ]/gu, ".")}(\\W|$)`, "u").test(
        deadlineLabel(protocol, open, id).toLowerCase(),
      ),
  );
}

/** Some deadlines, each with a button to mark it as met and one to snooze it. */
export const deadlinesView = (scene: ResultContext, deadlines: readonly DeadlineRecord[]): View => ({
  kind: "reminder",
  handle: scene.encounter.handle,
  title: "Which deadline?",
  parts: [{ kind: "list", items: deadlines.map((deadline) => deadlineItem(scene, deadline)) }],
  actions: deadlines.flatMap(({ id }): Action[] => {
    const label = deadlineLabel(scene.protocol, scene.encounter, id);
    return [
      { label: `Done: ${label}`, act: { do: "done", deadline: id } },
      { label: `Snooze: ${label}`, act: { do: "snooze", deadline: id } },
    ];
  }),
  notification: `Case ${scene.encounter.handle}: its deadlines.`,
});

/** Reminds the owner of one deadline. */
export function reminderView(
  { protocol, open: encounter }: { protocol: Protocol; open: Encounter },
  deadline: DeadlineRecord,
  stage: ReminderStage,
): View {
  const label = deadlineLabel(protocol, encounter, deadline.id);
  return {
    kind: "reminder",
    handle: encounter.handle,
    title: stage === "overdue" ? `OVERDUE: ${label}` : `Due soon: ${label}`,
    parts: [
      {
        kind: "text",
        words: [
          { person: encounter.owner },
          stage === "overdue" ? ": this was due by " : ": this is due by ",
          { time: deadline.due },
          stage === "overdue" ? " and is not marked as done. It is late, and still counts." : ".",
        ],
        tone: "strong",
      },
    ],
    actions: [
      { label: "Done", act: { do: "done", deadline: deadline.id }, style: "primary" },
      { label: "Snooze", act: { do: "snooze", deadline: deadline.id } },
    ],
    notification: `Case ${encounter.handle}: ${stage === "overdue" ? "something is overdue" : "something is due soon"}. Open the thread.`,
  };
}

/** For someone outside the thread: which case needs them, what kind of thing is overdue, and since when. No findings. */
export function escalationView(encounter: Encounter, deadline: DeadlineRecord): View {
  const kind = KIND_TITLES[kindOf(deadline.id)].toLowerCase();
  return {
    kind: "reminder",
    handle: encounter.handle,
    title: `Case ${encounter.handle}: overdue`,
    parts: [
      {
        kind: "text",
        words: [
          `A deadline (${kind}) has passed. It was due by `,
          { time: deadline.due },
          ". Please look at the case's thread.",
        ],
      },
    ],
    actions: [],
    notification: `Case ${encounter.handle}: something is overdue.`,
  };
}

/** The reminder's message after somebody acted on it. */
export function remindedView(
  { protocol, open }: { protocol: Protocol; open: Encounter },
  id: string,
  words: Words,
): View {
  return {
    kind: "reminder",
    handle: open.handle,
    title: deadlineLabel(protocol, open, id),
    parts: [{ kind: "text", words }],
    actions: [],
    notification: `Case ${open.handle}: a deadline was dealt with.`,
  };
}
