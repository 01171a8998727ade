/** What came of a request: the answer to it, what everybody is shown, and what was recorded; without what is random. */
import { all } from "../adapters/teams/play-case.ts";
import type { Json } from "./client.ts";
import type { Installation, Reply } from "./installation.ts";
import { roomOf } from "./web-client.ts";

/** Something that a person sees: a message, a change of one, a window, or the answer to a tap. */
export interface ShownItem {
  /** How it was sent, as its platform names it. */
  how: string;
  /** The conversation, thread or person. */
  where: string;
  /** The message that is changed. */
  of?: string;
  /** ShownMessage on a lock screen. */
  notification?: string;
  /** All that it says, line by line. */
  words: readonly string[];
  /** What its buttons do. */
  does: readonly unknown[];
  /** The fields of a form, with what they hold. */
  fields?: readonly { id: string; value: string }[];
}

/** What one case's record gained. */
export interface NewEvents {
  handle: string;
  events: readonly { type: string; actor: unknown; body: unknown }[];
}

export interface Outcome {
  answer: ShownItem | null;
  shown: readonly ShownItem[];
  recorded: readonly NewEvents[];
}

/** Where everything stood before a request. */
export interface Snapshot {
  slack: number;
  responses: number;
  teams: number;
  everywhere: number;
  rooms: ReadonlyMap<string, number>;
  seqs: ReadonlyMap<string, number>;
}

/** @param rooms the rooms of the page that are looked into */
export async function snapshotOf(installation: Installation, rooms: readonly string[]): Promise<Snapshot> {
  const positions = new Map<string, number>();
  for (const room of rooms) positions.set(room, (await roomOf(installation, room, 0)).position);
  return {
    slack: installation.slackWire.calls.length,
    responses: installation.slackWire.responses.length,
    teams: installation.teamsWire.sent.length,
    everywhere: installation.teamsEverywhere.sent.length,
    rooms: positions,
    seqs: new Map((await headsOf(installation)).map(({ handle, seq }) => [handle, seq])),
  };
}

/** What happened since a snapshot was taken. */
export async function outcomeSince(
  installation: Installation,
  before: Snapshot,
  asked?: { post: string; reply: Reply },
): Promise<Outcome> {
  const { slackWire, teamsWire, teamsEverywhere } = installation;
  const shown: ShownItem[] = [
    ...slackWire.calls.slice(before.slack).flatMap(({ method, body }) => slackItem(method, body)),
    ...slackWire.responses
      .slice(before.responses)
      .map((body) => ({ how: "response_url", where: "", ...inBlocks(body) })),
    ...[...teamsWire.sent.slice(before.teams), ...teamsEverywhere.sent.slice(before.everywhere)].map(
      ({ method, conversation, target, body }) => ({
        how: method,
        where: conversation,
        // in a post it only names what is replied to
        ...(method !== "POST" && target !== null && { of: target }),
        ...inActivity(body),
      }),
    ),
  ];
  for (const [room, position] of before.rooms)
    for (const message of (await roomOf(installation, room, position)).messages) {
      const { kind, slot, update, mine, notification, cards } = message;
      const how = [kind, update ? "update" : [], mine ? "for one person" : []].flat().join(", ");
      shown.push({ how, where: room, ...(update && { of: slot }), notification, ...inCards(cards) });
    }
  return {
    answer: asked ? answerOf(asked.post, asked.reply) : null,
    // threads are sent to side by side: only the order within one is certain
    shown: [...shown].sort((a, b) => (a.where < b.where ? -1 : a.where > b.where ? 1 : 0)),
    recorded: await newEventsSince(installation, before),
  };
}

// === What is shown

/** Calls that show nothing to anybody. */
const LOOKS = /^(auth\.|conversations\.|users\.|chat\.getPermalink$|files\.getUploadURL)/;

function slackItem(method: string, body: Json): ShownItem[] {
  if (LOOKS.test(method)) return [];
  if (method.startsWith("views.")) return [{ how: method, where: "", ...inBlocks(body.view as Json) }];
  if (method.startsWith("files.")) {
    const titles = (body.files as { title?: string }[]).map(({ title }) => title ?? "");
    const words = linesOf([String(body.initial_comment ?? ""), ...titles]);
    return [{ how: method, where: placeOf(body), words, does: [] }];
  }
  return [{ how: method, where: placeOf(body), notification: String(body.text), ...inBlocks(body) }];
}

const placeOf = ({ channel, channel_id, thread_ts, ts, user }: Json): string =>
  [channel ?? channel_id, thread_ts, ts, user].filter((part) => part !== undefined).join(" ");

interface SlackElement {
  value?: string;
  options?: { value: string }[];
  action_id?: string;
  initial_value?: string;
  initial_option?: { value: string };
}

/** A message or a window of Slack. */
function inBlocks(body: Json): Pick<ShownItem, "words" | "does" | "fields"> {
  const blocks = (body.blocks ?? []) as (Json & { elements?: SlackElement[]; element?: SlackElement })[];
  const acts = blocks
    .filter(({ type }) => type === "actions")
    .flatMap(({ elements = [] }) => elements)
    .flatMap(
      ({ value, options, action_id }) => options?.map((each) => each.value) ?? value ?? action_id ?? "",
    );
  const inputs = blocks.filter(({ type }) => type === "input");
  const fields = inputs.map(({ block_id, element }) => ({
    id: String(block_id),
    value: element?.initial_option?.value ?? element?.initial_value ?? "",
  }));
  const said = blocks.filter(({ type }) => type !== "actions").map(({ element: _, ...block }) => block);
  return {
    words: linesOf([...textsIn(body.title), ...textsIn(said)]),
    does: acts.map(actIn),
    ...(fields.length > 0 && { fields }),
  };
}

/** A message of Teams. */
function inActivity(body: Json): Omit<ShownItem, "how" | "where"> {
  const cards = ((body.attachments ?? []) as { content: Json }[]).map(({ content }) => content);
  const text = typeof body.text === "string" ? [body.text] : [];
  const shown = inCards(cards);
  return {
    ...shown,
    ...(body.summary !== undefined && { notification: String(body.summary) }),
    words: [...linesOf(text), ...shown.words],
  };
}

/** Adaptive Cards: what they say where they cannot be shown is all that they say. */
function inCards(cards: readonly unknown[]): Pick<ShownItem, "words" | "does" | "fields"> {
  const fields = [...all(cards, "Input.ChoiceSet"), ...all(cards, "Input.Text")].map(({ id, value }) => ({
    id: String(id).replace(/^field:/, ""),
    value: String(value ?? ""),
  }));
  return {
    words: linesOf(cards.map((card) => String((card as Json).fallbackText ?? ""))),
    does: all(cards, "Action.Execute").map(({ data }) => (data as Json).act),
    ...(fields.length > 0 && { fields }),
  };
}

function answerOf(post: string, { status, text, json }: Reply): ShownItem {
  const how = `HTTP ${status}`;
  if (json === null) return { how, where: "", words: linesOf([text]), does: [] };
  if (post === "/api/messages")
    return typeof json.value === "string"
      ? { how, where: "", words: linesOf([json.value]), does: [] }
      : { how, where: "", ...inCards([json.value]) };
  if (Array.isArray(json.cards)) return { how, where: "", ...inCards(json.cards) };
  const told = (json.told ?? []) as { cards: unknown[] }[];
  const cards = inCards(told.flatMap((each) => each.cards));
  const words = linesOf([json.outcome, json.error, JSON.stringify(json.errors)].filter(Boolean));
  return { how, where: "", ...cards, words: [...words, ...cards.words] };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : textsIn(inner),
  );
}

function actIn(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Lines without the marks of a list. Where a record ended is named by a hash that is another one each time. */
export const linesOf = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => text.split("\n"))
    .map((line) => line.replace(/^[\s•◦-]+/, "").trim())
    .filter((line) => line !== "")
    .map((line) => line.replace(/(Record \d+), [0-9a-f]{12}/g, "$1"));

// === What is recorded

async function headsOf({ store }: Installation) {
  const heads: { encounterId: string; handle: string; seq: number }[] = [];
  for (let after: string | undefined; ; ) {
    const page = await store.audit.heads({ limit: 200, ...(after !== undefined && { after }) });
    heads.push(...page.items);
    if (page.next === undefined) return heads;
    after = page.next;
  }
}

async function newEventsSince(installation: Installation, { seqs }: Snapshot): Promise<NewEvents[]> {
  const gains: NewEvents[] = [];
  for (const { encounterId, handle, seq } of await headsOf(installation)) {
    const before = seqs.get(handle) ?? 0;
    if (seq === before) continue;
    const found = await installation.store.cases.load(encounterId);
    const events = (found?.events ?? [])
      .slice(before)
      .map(({ type, actor, body }) => ({ type, actor: JSON.parse(actor), body: JSON.parse(body) }));
    gains.push({ handle, events });
  }
  return gains.sort((a, b) => (a.handle < b.handle ? -1 : 1));
}
