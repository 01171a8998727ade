/**
 * Every adapter says the same. A case's views are laid out by each adapter, and what is its own way of writing (markup,
 * times, links, line breaks) is taken away again: then all that the view says has to stand there, in order, and no
 * urgency, time or citation beside it.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { collapsedParts } from "../../adapters/slack/folds.ts";
import { render as renderSlack, sourcesModal } from "../../adapters/slack/render.ts";
import { render as renderTeams } from "../../adapters/teams/render.ts";
import { renderView } from "../../adapters/terminal/render.ts";
import { cardsOf } from "../../adapters/web/teams-cards.ts";
import type { Encounter } from "../../src/case/encounter.ts";
import type { Act, Inbound } from "../../src/case/inbound.ts";
import { loadProtocol } from "../../src/protocol-store.ts";
import { NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import type { PostedSlot } from "../../src/turn/asking-posts.ts";
import { type TurnContext, turn } from "../../src/turn/turn.ts";
import type { Part, View, Words } from "../../src/views/outbound.ts";
import { wellBut } from "../patient.ts";
import { VERSION_1_FILE } from "../protocol-under-test.ts";
import { decidedCase } from "../turn/test-thread.ts";
import { wordLists } from "../word-lists.ts";

const { protocol, hash } = loadProtocol(VERSION_1_FILE);
const URGENCIES = /EMERGENT|URGENT|SOON|ROUTINE/g;
const ADAPTERS = ["slack", "teams", "web", "terminal"] as const;
type AdapterName = (typeof ADAPTERS)[number];

// === what a view says, whatever shows it

const at = (time: number) => `\u27e6${new Date(time).toISOString().slice(0, 16)}\u27e7`;

const plain = (words: Words): string =>
  words
    .map((span) => {
      if (typeof span === "string") return span;
      if ("time" in span) return at(span.time);
      if ("person" in span) return span.person.name ?? span.person.id;
      return `[${span.cite.join(", ")}]`;
    })
    .join("");

/** Everything that a part says, statement by statement; how a fold is called stands in `folds`. */
function statements(part: Part, adapter: AdapterName): string[] {
  switch (part.kind) {
    case "text":
      return [plain(part.words)];
    case "list":
      return [
        ...(part.title === undefined ? [] : [part.title]),
        ...part.items.flatMap(({ words, notes }) => [words, ...(notes ?? [])].map(plain)),
      ];
    case "row":
      return [part.words, ...(part.notes ?? [])].map(plain);
    case "citations":
      return part.items.flatMap(({ number, says, source }) => [`[${number}]`, says, source]);
    case "fold":
      // On a terminal, folded sources are a command away.
      if (adapter === "terminal" && part.parts.every(({ kind }) => kind === "citations")) return [];
      return part.parts.flatMap((inner) => statements(inner, adapter));
  }
}

/** The names of folds: an adapter may put the buttons that open them before what they hold. */
const folds = (parts: readonly Part[]): string[] =>
  parts.flatMap((part) => (part.kind === "fold" ? [part.title, ...folds(part.parts)] : []));

/** Without blanks, brackets and signs that adapters use for their markup, and with each citation number by itself. */
const bare = (text: string): string =>
  text
    .replace(/[[(](\d+(?:,\s*\d+)*)[\])]/g, (_, numbers: string) =>
      numbers
        .split(/,\s*/)
        .map((number) => `\u27e8${number}\u27e9`)
        .join(""),
    )
    .replace(/[\s\u200b\\*_~`\u2217\u223c\u02cb[\]()]/g, "");

// === what an adapter shows, without its way of writing

function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== "object" || value === null) return [];
  const { type, text, ...rest } = value as Record<string, unknown>;
  return [
    ...(typeof text === "string" ? [text] : []),
    ...(type === "ActionSet" || type === "actions" ? [] : texts(text)),
    ...Object.entries(rest).flatMap(([key, inner]) => (key === "fallback" ? [] : texts(inner))),
  ];
}

/** Titles of buttons that open folds are words of the view too. */
function toggles(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toggles);
  if (typeof value !== "object" || value === null) return value;
  const element = value as Record<string, unknown>;
  if (element.type === "Action.ToggleVisibility") return { text: element.title };
  return Object.fromEntries(Object.entries(element).map(([key, inner]) => [key, toggles(inner)]));
}

/** What Adaptive Cards show. */
const inCards = (cards: readonly unknown[]): string =>
  cards
    .flatMap((card) => texts(toggles((card as { body?: unknown } | undefined)?.body)))
    .join("\n")
    .replace(/\{\{DATE\(([^,]*),SHORT\)\}\} \{\{TIME\([^)]*\)\}\}/g, (_, iso) => at(Date.parse(iso)))
    .replace(/\[([^[\]]*)\]\(https?:[^\s)]*\)/g, "$1");

const SHOWN: Record<AdapterName, (view: View) => string> = {
  // what the button of a decision opens stands after the message
  slack: (view) =>
    [
      ...renderSlack(view, { platform: "slack", tenant: "T", channel: "C", thread: "1.0" }),
      ...(collapsedParts(view).length > 0 ? [sourcesModal(view)] : []),
    ]
      .flatMap(({ blocks }) =>
        blocks.filter(({ type }) => type !== "actions").flatMap((block) => texts(block)),
      )
      .join("\n")
      .replace(/<!date\^(\d+)\^[^>]*>/g, (_, seconds) => at(Number(seconds) * 1000))
      .replace(/<(?:https?:[^|>]*)\|([^>]*)>/g, "$1")
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&"),
  teams: (view) => inCards(renderTeams(view).map(({ attachments }) => attachments?.[0].content)),
  web: (view) => inCards(cardsOf(view, null)),
  terminal: (view) => renderView(view, { colour: false, width: 100_000, time: at }).join("\n"),
};

/** Slack keeps some folds of a decision behind a button: all that says what to do stands before them. */
function inOrder(view: View, adapter: AdapterName): readonly Part[] {
  const last = new Set<Part>(adapter === "slack" ? collapsedParts(view) : []);
  return [...view.parts.filter((part) => !last.has(part)), ...last];
}

/** What is wrong with how an adapter shows a view; nothing when it says all, and only that. */
function faults(view: View, adapter: AdapterName): string[] {
  const shown = bare(SHOWN[adapter](view));
  const said = [view.title, ...inOrder(view, adapter).flatMap((part) => statements(part, adapter))].map(bare);
  const wrong: string[] = [];
  let rest = shown;
  for (const statement of said) {
    const found = rest.indexOf(statement);
    if (found === -1) wrong.push(`${adapter} does not say, or not in its place: ${statement}`);
    else rest = rest.slice(found + statement.length);
  }
  for (const title of folds(view.parts))
    if (!shown.includes(bare(title))) wrong.push(`${adapter} hides ${title}`);
  const of = (text: string, pattern: RegExp) => [...new Set(text.match(pattern) ?? [])].sort().join();
  // an address may hold a number in brackets, and a label that a button cuts short has one before it: neither is a citation
  const withoutLinks = bare(SHOWN[adapter](view).replace(/https?:\/\/\S+|^\(\d+\) /gm, ""));
  const urgencies = [...said, view.urgency ?? ""].join(" ");
  if (of(shown, URGENCIES) !== of(urgencies, URGENCIES)) wrong.push(`${adapter} says another urgency`);
  for (const pattern of [/\u27e6[^\u27e7]*\u27e7/g, /\u27e8\d+\u27e9/g])
    if (of(withoutLinks, pattern) !== of(said.join(" "), pattern))
      wrong.push(`${adapter} has other times or citations`);
  return wrong;
}

// === random cases

const PEOPLE = [
  { id: "x:1", name: "Alex" },
  { id: "x:2", name: "Sam" },
] as const;

const WORDS = [
  "39.4",
  "6 h",
  "41 vs 37",
  "2",
  "unknown",
  "no",
  "yes",
  "3/5",
  "why",
  "status",
  "cite 4",
  "help",
];
const LATER = [
  "back",
  "change fever",
  "change pulses",
  "close",
  "reopen",
  "handoff",
  "timeline",
  "why",
  "status",
];

/** Runs a log of choices through turns, and gives every view that was said. */
function viewsOf(choices: readonly number[]): View[] {
  let encounter: Encounter | null = null;
  let now = Date.parse("2026-11-25T10:00:00Z");
  const views: View[] = [];
  const posts: PostedSlot[] = [];
  const take = (inbound: Inbound) => {
    now += 7 * 60_000;
    const context: TurnContext = {
      protocol,
      hash,
      latest: { protocol, hash },
      site: NO_HOSPITAL_CONFIG,
      lists: wordLists,
      now,
      utcOffsetAt: () => 0,
      newCase: { id: "e1", handle: "amber-falcon-42" },
      posts,
    };
    const turned = turn(context, encounter, inbound);
    encounter = turned.encounter;
    views.push(...turned.said.map(({ view }) => view));
    for (const { slot, update } of turned.said)
      if (!update) posts.push({ slot, position: posts.length, state: "sent", deliveredAt: now });
  };
  take({ kind: "start", actor: PEOPLE[0], words: "" });
  for (const choice of choices) {
    const actor = PEOPLE[choice % 5 === 0 ? 1 : 0];
    const open = views.findLast(({ kind }) => kind === "question" || kind === "dispute");
    const acts: Act[] = open?.actions.map(({ act }) => act) ?? [];
    const way = choice % 11;
    const say = (words: string) => take({ kind: "say", actor, words, addressed: true });
    if (way === 9) say(WORDS[choice % WORDS.length] ?? "no");
    else if (way === 10) {
      const words = LATER[choice % LATER.length] ?? "why";
      say(words);
      if (words === "close") say("reopen");
    } else if (open) {
      // Calm answers weigh more, or nearly every case would be an emergency at once.
      const calm = acts.find((act) => act.do === "answer" && /^(absent|normal|none)$/.test(act.value));
      const act = way < 5 && calm ? calm : acts[(choice >> 4) % Math.max(1, acts.length)];
      if (act) take({ kind: "act", actor, handle: "amber-falcon-42", act });
      else say("unknown");
    }
  }
  take({ kind: "say", actor: PEOPLE[0], words: "status", addressed: true });
  return views;
}

describe("one event log says the same in every adapter", () => {
  // hundreds of views, laid out by four adapters
  test("random logs of two people", { timeout: 120_000 }, () => {
    const seen = new Set<View["kind"]>();
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 100_000 }), { minLength: 50, maxLength: 75 }), (choices) => {
        for (const view of viewsOf(choices)) {
          seen.add(view.kind);
          expect(ADAPTERS.flatMap((adapter) => faults(view, adapter))).toEqual([]);
        }
      }),
      { numRuns: 12, seed: 20_261_125 },
    );
    // below an emergency a changed result is said by its difference
    const changed = decidedCase(wellBut({}));
    changed.act({ do: "change", question: "fever" });
    for (const { view } of changed.say("yes").filter(({ view: { kind } }) => kind === "difference")) {
      seen.add(view.kind);
      expect(ADAPTERS.flatMap((adapter) => faults(view, adapter))).toEqual([]);
    }
    for (const kind of [
      "question",
      "answered",
      "alert",
      "result",
      "difference",
      "status",
      "dispute",
    ] as const)
      expect(seen).toContain(kind);
  });

  test("the check is alive: what an adapter would leave out or add is found", () => {
    const view: View = {
      kind: "result",
      handle: "amber-falcon-42",
      title: "URGENT",
      urgency: "URGENT",
      parts: [
        {
          kind: "list",
          title: "Imaging",
          items: [{ words: ["MRI by ", { time: 0 }, " ", { cite: [3, 4] }] }],
        },
      ],
      actions: [],
      notification: "",
    };
    for (const adapter of ADAPTERS) {
      expect(faults(view, adapter)).toEqual([]);
      const show = SHOWN[adapter];
      for (const spoil of [
        (text: string) => text.replace("MRI", "CT"),
        (text: string) => text.replace(/[[\u27e6]1970[^\u27e7]*\u27e7/, ""),
        (text: string) => text.replace("4]", "5]"),
        (text: string) => `${text} EMERGENT`,
      ]) {
        SHOWN[adapter] = (each) => spoil(show(each));
        expect(faults(view, adapter)).not.toEqual([]);
      }
      SHOWN[adapter] = show;
    }
  });
});
