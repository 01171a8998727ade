/** A view as Teams messages: one Adaptive Card each, with a plain-text version. Pure: the same view, the same cards. */
import {
  type CitationLine,
  echoParts,
  type Form,
  type Part,
  traitsOf,
  type View,
  type ViewTraits,
} from "../../src/index.ts";
import {
  buttonRows,
  type CardElement,
  cardHeader,
  elementsOf,
  type MessagePosition,
  plainPart,
} from "./card.ts";
import { fieldGroup, submitButton } from "./form-card.ts";
import { type CitationUrls, citationUrls } from "./markdown.ts";
import { mentionBlocks, mentionEntities } from "./mention-card.ts";
import { halve } from "./split.ts";

/** One message to Teams: a card only. Teams makes a separate message of text next to a card, without an id. */
export interface TeamsMessage {
  type: "message";
  /** What notifications and lock screens show. */
  summary: string;
  text?: string;
  textFormat?: "plain" | "xml";
  entities?: readonly CardElement[];
  attachments?: readonly [{ contentType: typeof CARD_CONTENT_TYPE; content: CardElement }];
}

export const CARD_CONTENT_TYPE = "application/vnd.microsoft.card.adaptive";

/**
 * Characters of a message's JSON; Teams counts two bytes each. Its documentation promises 80 KB, and in older versions
 * 40 KB: a message refused as too big is split further.
 */
export const MESSAGE_SIZE_CAPS = [36_000, 18_000, 9_000] as const;

/** The size of a response to a tap; Teams promises nothing for it. */
const REPLY_SIZE_CAP = 18_000;

export interface RenderOptions {
  /** The message of the case that this is, carried by its buttons. */
  slot?: string | null;
  cap?: number;
  /** In a channel or a group chat: typed words reach the bot only with a mention, and the card says so. */
  shared?: boolean;
  /** Where the case is, for a person who reads about it elsewhere. */
  link?: string;
  /** The client breaks long labels and rows of buttons by itself, as the page does. */
  wraps?: boolean;
}

interface CardPage {
  parts: readonly Part[];
  groups: Form["groups"];
}

/** The messages for a view: one, unless it is too long. Nothing is ever left out. */
export function render(
  view: View,
  rendering: RenderOptions = {},
): readonly [TeamsMessage, ...TeamsMessage[]] {
  const { slot = null, cap = MESSAGE_SIZE_CAPS[0], shared = false, link, wraps = false } = rendering;
  const links = citationUrls(citationsOfParts(view.parts));
  const fits = (page: CardPage, last: boolean) =>
    [1, 88].every(
      (at) =>
        JSON.stringify(cardMessage(view, page, { links, slot, last, place: { at, of: 88 }, link, wraps }))
          .length <= cap,
    );
  const pages = paginate(shared ? withMention(view) : view, fits);
  const messages = pages.map((page, at) => {
    const place = pages.length === 1 ? null : { at: at + 1, of: pages.length };
    return cardMessage(view, page, { links, slot, last: at === pages.length - 1, place, link, wraps });
  });
  return messages as [TeamsMessage, ...TeamsMessage[]];
}

/** Teams withholds messages that do not mention the bot, so an answer typed without a mention would be lost unseen. */
function withMention(view: View): View {
  const { invites } = traitsOf(view);
  return invites === undefined
    ? view
    : { ...view, parts: [...view.parts, { kind: "text", words: [MENTION_HINTS[invites]], tone: "subtle" }] };
}

const MENTION_HINTS: Record<NonNullable<ViewTraits["invites"]>, string> = {
  answer: "To answer in words, mention this bot.",
  command: "Here the bot hears only messages that mention it. Buttons need no mention.",
};

/** The card alone, for the response to a tap. Null when the view needs several. */
export function renderCard(view: View, rendering: RenderOptions = {}): CardElement | null {
  const messages = render(view, { cap: REPLY_SIZE_CAP, ...rendering });
  return messages.length === 1 ? (messages[0].attachments?.[0].content ?? null) : null;
}

function citationsOfParts(parts: readonly Part[]): CitationLine[] {
  return parts.flatMap((part) => {
    if (part.kind === "citations") return [...part.items];
    return part.kind === "fold" ? citationsOfParts(part.parts) : [];
  });
}

/** Fills pages in order; what does not fit on an empty page is halved until it does. */
function paginate(view: View, fits: (page: CardPage, last: boolean) => boolean): CardPage[] {
  const whole: CardPage = { parts: view.parts, groups: view.form?.groups ?? [] };
  if (fits(whole, true)) return [whole];
  const pages: CardPage[] = [];
  let page: CardPage = { parts: [], groups: [] };
  const isEmpty = () => page.parts.length === 0 && page.groups.length === 0;
  const turn = () => {
    if (!isEmpty()) pages.push(page);
    page = { parts: [], groups: [] };
  };
  const queue = [...view.parts];
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const more = { ...page, parts: [...page.parts, part] };
    if (fits(more, false)) {
      page = more;
      continue;
    }
    const halves = isEmpty() ? halve(part) : null;
    if (halves) queue.unshift(...halves);
    else if (isEmpty()) page = more;
    else {
      turn();
      queue.unshift(part);
    }
  }
  const groups = [...(view.form?.groups ?? [])];
  for (let group = groups.shift(); group !== undefined; group = groups.shift()) {
    const more = { ...page, groups: [...page.groups, group] };
    if (fits(more, false)) {
      page = more;
      continue;
    }
    if (!isEmpty()) {
      turn();
      groups.unshift(group);
    } else if (group.fields.length > 1) {
      const middle = Math.ceil(group.fields.length / 2);
      groups.unshift(
        { ...group, fields: group.fields.slice(0, middle) },
        { ...group, fields: group.fields.slice(middle) },
      );
    } else page = more;
  }
  // The buttons come last; when they do not fit on the page, they get one of their own.
  if (!isEmpty() && view.actions.length > 0 && !fits(page, true)) turn();
  if (!isEmpty() || view.actions.length > 0) pages.push(page);
  return pages;
}

interface RenderContext {
  links: CitationUrls;
  slot: string | null;
  last: boolean;
  place: MessagePosition | null;
  link: string | undefined;
  wraps: boolean;
}

function cardMessage(
  view: View,
  page: CardPage,
  { links, slot, last, place, link, wraps }: RenderContext,
): TeamsMessage {
  const first = place === null || place.at === 1;
  const calls = first ? mentionEntities(view) : [];
  const echo = echoParts(view);
  let count = 0;
  const folds = () => `fold${++count}`;
  const body: CardElement[] = [
    ...(first ? elementsOf(echo.beforeTitle, links, folds) : []),
    cardHeader(view, place),
    ...(first ? elementsOf(echo.afterTitle, links, folds) : []),
    ...(first ? mentionBlocks(view) : []),
    ...elementsOf(page.parts, links, folds, (actions) => buttonRows(view, slot, wraps, actions)),
    ...page.groups.map(fieldGroup),
    ...(view.form && page.groups.length > 0 ? [submitButton(view, view.form, slot)] : []),
    ...(last ? buttonRows(view, slot, wraps) : []),
    ...(last && link !== undefined ? [threadLink(link)] : []),
  ];
  const content: CardElement = {
    type: "AdaptiveCard",
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    version: "1.5",
    speak: [titleLine(view, place), view.notification].join(". "),
    fallbackText: fallbackText(view, page, { last, place }),
    body,
    ...((traitsOf(view).wide || calls.length > 0) && {
      msteams: {
        ...(traitsOf(view).wide && { width: "Full" }),
        ...(calls.length > 0 && { entities: calls }),
      },
    }),
  };
  return {
    type: "message",
    summary: view.notification,
    attachments: [{ contentType: CARD_CONTENT_TYPE, content }],
  };
}

const threadLink = (url: string): CardElement => ({
  type: "ActionSet",
  actions: [{ type: "Action.OpenUrl", title: "Open the thread", url }],
});

function titleLine({ title, urgency }: View, place: MessagePosition | null): string {
  // Heard or read alone, a continuation of the message above must not pass for another alarm.
  if (place !== null && place.at > 1) return `${title}, continued (${place.at} of ${place.of})`;
  return urgency === undefined || title.toUpperCase().includes(urgency)
    ? title
    : `${title}. Urgency: ${urgency}`;
}

/** All that a page says, for a client that cannot show cards: it can still be answered in words. */
function fallbackText(
  view: View,
  page: CardPage,
  { last, place }: Pick<RenderContext, "last" | "place">,
): string {
  const first = place === null || place.at === 1;
  const { beforeTitle, afterTitle } = echoParts(view);
  return [
    ...(first ? beforeTitle.map(plainPart) : []),
    titleLine(view, place),
    ...(first ? afterTitle.map(plainPart) : []),
    ...(view.handle === null ? [] : [`Case ${view.handle}`]),
    ...page.parts.map(plainPart),
    ...page.groups.map((group) => `${group.title}: ${group.fields.map(({ label }) => label).join("; ")}`),
    ...(last && view.actions.length > 0
      ? [`Choices: ${view.actions.map(({ label }) => label).join(" | ")}`]
      : []),
  ].join("\n");
}
