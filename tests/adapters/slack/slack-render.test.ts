/** What a view becomes in Slack: within every limit, whole, literal, and quiet on a lock screen. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SOURCES_ACTION } from "../../../adapters/slack/action-codec.ts";
import { collapsedParts } from "../../../adapters/slack/folds.ts";
import {
  formModal,
  homeTab,
  noticeModal,
  render,
  type SlackMessage,
  sourcesModal,
} from "../../../adapters/slack/render.ts";
import { sentAgain } from "../../../src/views/notices.ts";
import type { Action, Form, Part, View, ViewKind, WordSpan } from "../../../src/views/outbound.ts";
import { messageFaults, viewFaults } from "./block-kit.ts";
import { controlsOf } from "./message-contents.ts";
import { MADE, NOON, sectionForms, THREAD, viewsOfCase } from "./slack-sample-views.ts";

const KINDS = [
  "question",
  "answered",
  "proposal",
  "dispute",
  "alert",
  "result",
  "difference",
  "status",
  "timeline",
  "handoff",
  "citation",
  "why",
  "reminder",
  "notice",
  "help",
  "cases",
] as const satisfies readonly ViewKind[];

const faults = (messages: readonly SlackMessage[]) =>
  messages.flatMap((message) => messageFaults({ ...message }));

// === what is drawn at random

const hostile = fc.constantFrom(
  "<!channel>",
  "<!here|x>",
  "<@U1>",
  "<#C1|ward>",
  "<https://x|click>",
  "&",
  "&lt;",
  "&amp;lt;",
  "*bold*",
  "_it_",
  "~no~",
  "`code`",
  "```",
  "> quote",
  "\n",
  "👩‍⚕️",
  "e\u0301",
  "\u202e",
  "@channel",
  "#ward",
  "javascript:alert(1)",
  "https://evil.example/a?b=c&d",
);
const wordy = fc
  .array(fc.oneof(hostile, fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 })), {
    minLength: 1,
    maxLength: 40,
  })
  .map((parts) => parts.join(" "));
const long = fc.tuple(wordy, fc.integer({ min: 1, max: 60 })).map(([text, n]) => `${text} `.repeat(n).trim());
const unbroken = fc.integer({ min: 1, max: 9_000 }).map((n) => "x<&>".repeat(n / 4));
const text = fc.oneof({ weight: 6, arbitrary: wordy }, { weight: 2, arbitrary: long }, unbroken);

const span: fc.Arbitrary<WordSpan> = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.integer({ min: 0, max: 4e12 }).map((time) => ({ time })),
  fc.constantFrom("slack:T1:U1", "teams:x:29:1", "slack:T1:<!channel>").map((id) => ({
    person: { id, ...(id.startsWith("teams") && { name: "<@U1> & Co" }) },
  })),
  fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 30 }).map((cite) => ({ cite })),
);
const words = fc.array(span, { minLength: 1, maxLength: 4 });
const item = fc.record({ words, notes: fc.array(words, { maxLength: 2 }) });
const url = fc.constantFrom("https://example.org/a_(b)?c=d&e=<f>|g", "javascript:alert(1)", "not a url", "");
const citation = fc.record({ number: fc.integer({ min: 1, max: 200 }), says: text, source: wordy, url });
const flat: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), words, tone: fc.constantFrom("strong", "subtle") }),
  fc.record({ kind: fc.constant("list" as const), title: wordy, items: fc.array(item, { maxLength: 30 }) }),
  fc.record({ kind: fc.constant("citations" as const), items: fc.array(citation, { maxLength: 12 }) }),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  { weight: 4, arbitrary: flat },
  fc.record({ kind: fc.constant("fold" as const), title: wordy, parts: fc.array(flat, { maxLength: 3 }) }),
);
const action: fc.Arbitrary<Action> = fc.record({
  label: fc.oneof(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }), wordy),
  act: fc.oneof(
    fc.record({
      do: fc.constant("answer" as const),
      question: fc.stringMatching(/^[a-z_]{1,60}$/),
      value: fc.stringMatching(/^[a-z_]{1,60}$/),
      rev: fc.nat(99),
    }),
    fc.record({ do: fc.constant("change" as const), question: fc.stringMatching(/^[a-z_]{1,60}$/) }),
    fc.record({ do: fc.constant("command" as const), words: wordy.map((each) => each.slice(0, 200)) }),
  ),
  style: fc.constantFrom("primary" as const, "danger" as const),
});
const view: fc.Arbitrary<View> = fc.record({
  kind: fc.constantFrom(...KINDS),
  handle: fc.constantFrom(null, "amber-falcon-42"),
  title: fc.oneof(wordy, long, fc.constant("")),
  urgency: fc.constantFrom("EMERGENT" as const, "ROUTINE" as const),
  parts: fc.array(part, { maxLength: 6 }),
  actions: fc.array(action, { maxLength: 30 }),
  notification: wordy.map((said) => `Case amber-falcon-42: ${said}`),
});

/** What is left of a text when signs that format, and how it is laid out, do not count. */
const bare = (shown: string): string =>
  shown
    .replace(/\u2217/g, "*")
    .replace(/\u223c/g, "~")
    .replace(/\u02cb/g, "`")
    .replace(/\u200b/g, "")
    .replace(/[*~`_>]/g, "")
    .replace(/\s+/g, "");
const unescaped = (markup: string): string =>
  markup.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: "<", gt: ">", amp: "&" })[name] ?? "");
const shown = (messages: readonly Pick<SlackMessage, "blocks">[]): string =>
  bare(
    messages
      .flatMap(({ blocks }) => blocks)
      .map((block) => {
        if (block.type === "section") return unescaped(block.text?.text ?? "");
        if (block.type === "header") return block.text.text;
        if (block.type === "context")
          return block.elements.map((each) => ("text" in each ? unescaped(each.text) : "")).join("");
        return "";
      })
      .join("\n"),
  );
const strings = (spans: readonly WordSpan[]) => spans.filter((one): one is string => typeof one === "string");
const typedIn = (part: Part): string[] => {
  switch (part.kind) {
    case "text":
      return strings(part.words);
    case "list":
      return [
        ...(part.title ? [part.title] : []),
        ...part.items.flatMap(({ words: own, notes = [] }) => [...strings(own), ...notes.flatMap(strings)]),
      ];
    case "row":
      return [...strings(part.words), ...(part.notes ?? []).flatMap(strings)];
    case "citations":
      return part.items.flatMap(({ says, source }) => [says, source]);
    case "fold":
      return [part.title, ...typed(part.parts)];
  }
};
const typed = (parts: readonly Part[]): string[] => parts.flatMap(typedIn);

/** A view's messages, and what its button opens. */
const whole = (drawn: View): string =>
  shown([...render(drawn, THREAD), { blocks: sourcesModal(drawn).blocks as SlackMessage["blocks"] }]);
/** What can be tapped, except the adapter's own button. */
const actsOf = (messages: readonly SlackMessage[]) =>
  messages
    .flatMap((message) => controlsOf({ ...message }))
    .filter(({ element }) => element.action_id !== SOURCES_ACTION);

const runs = { seed: 20_261_125, numRuns: 60 };

describe("any view whatever", () => {
  test("is messages that Slack takes", () => {
    fc.assert(
      fc.property(view, (drawn) => {
        expect(faults(render(drawn, THREAD))).toEqual([]);
        expect(faults(render(sentAgain(drawn), THREAD))).toEqual([]);
      }),
      runs,
    );
  });

  test("is shown whole: no word of it is cut, however many messages it needs", () => {
    fc.assert(
      fc.property(view, (drawn) => {
        const all = whole(drawn);
        for (const each of [drawn.title, ...typed(drawn.parts)]) expect(all).toContain(bare(each));
      }),
      runs,
    );
  });

  test("keeps every action, once, with an id of its own and a value that comes back", () => {
    fc.assert(
      fc.property(view, (drawn) => {
        const values = actsOf(render(drawn, THREAD)).map(({ element }) =>
          String(element.value ?? (element.selected_option as { value: string }).value),
        );
        expect(values.toSorted()).toEqual(drawn.actions.map(({ act }) => JSON.stringify(act)).toSorted());
        for (const value of values) expect(value.length).toBeLessThanOrEqual(2_000);
      }),
      runs,
    );
  });

  test("has at most one button that stands out", () => {
    fc.assert(
      fc.property(view, (drawn) => {
        const written = JSON.stringify(render(drawn, THREAD));
        expect(written.split('"style":"primary"').length - 1).toBeLessThanOrEqual(1);
      }),
      runs,
    );
  });

  test("says in a notification what the view says for it, and nothing else", () => {
    fc.assert(
      fc.property(view, view, (drawn, other) => {
        const [first] = render(drawn, THREAD);
        const [same] = render({ ...other, notification: drawn.notification }, THREAD);
        expect(first?.text).toBe(same?.text);
        expect(bare(unescaped(first?.text ?? ""))).toContain(bare(drawn.notification));
      }),
      runs,
    );
  });

  test("is a Home tab, or a modal that says why there is no form or what it rests on, that Slack takes", () => {
    fc.assert(
      fc.property(view, (drawn) => {
        expect(viewFaults(homeTab(drawn, THREAD, "/triage"))).toEqual([]);
        expect(viewFaults(noticeModal(drawn))).toEqual([]);
        expect(viewFaults(sourcesModal(drawn))).toEqual([]);
      }),
      runs,
    );
  });
});

describe("forms", () => {
  const field = fc.record({
    id: fc.uuid(),
    label: wordy,
    kind: fc.constantFrom("choice" as const, "text" as const),
    options: fc.uniqueArray(fc.record({ value: fc.stringMatching(/^[a-z_]{1,80}$/), label: wordy }), {
      minLength: 1,
      maxLength: 20,
      selector: ({ value }) => value,
    }),
    hint: fc.oneof(fc.constant(""), wordy),
    value: fc.oneof(fc.constant(""), wordy, fc.constantFrom("a", "b")),
  });
  const form: fc.Arbitrary<Form> = fc.record({
    title: wordy,
    act: fc.constant({ do: "form" as const, section: "red_flags" }),
    groups: fc.array(fc.record({ title: wordy, fields: fc.array(field, { maxLength: 20 }) }), {
      minLength: 1,
      maxLength: 12,
    }),
  });

  test("any form is a modal that Slack takes", () => {
    fc.assert(
      fc.property(form, view, (drawn, around) => {
        expect(viewFaults(formModal(drawn, { ...around, parts: [] }, THREAD))).toEqual([]);
      }),
      runs,
    );
  });

  test.each(sectionForms())("the form of $section holds all its fields", ({ view: drawn }) => {
    const modal = formModal(drawn.form, drawn, THREAD);
    expect(viewFaults(modal)).toEqual([]);
    const fields = drawn.form.groups.flatMap((group) => group.fields.map(({ id }) => id));
    expect(modal.blocks.flatMap((block) => (block.type === "input" ? [block.block_id] : []))).toEqual(fields);
  });
});

describe("the views of real cases", { timeout: 120_000 }, () => {
  test.each([0, 1, 2, 3])("answered by choice %d are messages that Slack takes, shown whole", async (at) => {
    const views = await viewsOfCase(at);
    expect(new Set(views.map(({ kind }) => kind)).size).toBeGreaterThan(6);
    for (const each of views) {
      expect(faults(render(each, THREAD))).toEqual([]);
      const all = whole(each);
      for (const said of typed(each.parts)) expect(all).toContain(bare(said));
    }
  });

  test("a decision shows what to do, and keeps its reasons, its sources and the handoff behind buttons", async () => {
    const results = [...(await viewsOfCase(0)), ...(await viewsOfCase(1))].filter(
      ({ kind }) => kind === "result" || kind === "status",
    );
    expect(results.length).toBeGreaterThan(2);
    for (const each of results) {
      const messages = render(each, THREAD);
      const folds = collapsedParts(each);
      expect(folds.map(({ title }) => title)).toEqual(["Because", "Sources"]);
      const open = each.parts.filter((part) => part.kind !== "fold");
      const written = shown(messages);
      for (const said of typed(open)) expect(written).toContain(bare(said));
      for (const fold of folds)
        for (const said of typed(fold.parts).filter((one) => one.length > 40))
          expect(written).not.toContain(bare(said));
      const labels = messages.flatMap((message) => controlsOf({ ...message })).map(({ label }) => label);
      for (const label of ["Why", "Handoff", "Sources"]) expect(labels).toContain(label);
    }
  });

  test("every claim of a decision and of a question has its numbers, and each number is a link to its source in the message", async () => {
    const cites = (part: Part): number[] =>
      part.kind === "text"
        ? part.words.flatMap((span) => (typeof span === "object" && "cite" in span ? span.cite : []))
        : part.kind === "list"
          ? part.items.flatMap(({ words, notes = [] }) =>
              [words, ...notes]
                .flat()
                .flatMap((span) => (typeof span === "object" && "cite" in span ? span.cite : [])),
            )
          : [];
    let seen = 0;
    for (const at of [0, 1, 2, 3])
      for (const each of await viewsOfCase(at)) {
        if (collapsedParts(each).length === 0 && each.kind !== "question") continue;
        const written = JSON.stringify(render(each, THREAD));
        for (const number of each.parts.flatMap(cites)) {
          seen += 1;
          expect(written).toMatch(new RegExp(`<https?://[^|>]+\\|${number}>`));
        }
      }
    expect(seen).toBeGreaterThan(100);
  });

  test("a source that no link leads to is shown whole, in the message itself", () => {
    const unlinked: View = {
      kind: "result",
      handle: "amber-falcon-42",
      title: "URGENT",
      urgency: "URGENT",
      parts: [
        { kind: "list", title: "Imaging", items: [{ words: ["MRI ", { cite: [7] }] }] },
        {
          kind: "fold",
          title: "Sources",
          parts: [
            { kind: "citations", items: [{ number: 7, says: "MRI first.", source: "Printed", url: "" }] },
          ],
        },
      ],
      actions: [],
      notification: "Case amber-falcon-42: a result is posted (URGENT).",
    };
    expect(shown(render(unlinked, THREAD))).toContain(bare("[7] MRI first. – Printed"));
  });

  test("more than five things to do stand by kind: readings, clocks, and the rest, none lost in a menu", () => {
    const actions: Action[] = [
      { label: "Confirm", act: { do: "confirm", proposal: 1 }, style: "primary" },
      ...["Fever: absent", "Keep: present"].map(
        (label, choice): Action => ({
          label,
          act: { do: "pick", proposal: 1, question: "fever", choice, rev: 1 },
        }),
      ),
      { label: "Edit", act: { do: "form", proposal: 1 } },
      { label: "Discard", act: { do: "discard", proposal: 1 } },
      { label: "Done: MRI", act: { do: "done", deadline: "imaging.mri" } },
    ];
    const rows = render({ ...MADE.proposal, kind: "proposal", actions } as View, THREAD).flatMap(
      ({ blocks }) =>
        blocks.filter(({ type }) => type === "actions").map((block) => controlsOf({ blocks: [block] })),
    );
    expect(rows.map((row) => row.map(({ label }) => label))).toEqual([
      ["Fever: absent", "Keep: present"],
      ["Done: MRI"],
      ["Confirm", "Edit", "Discard"],
    ]);
  });

  test("a question's answers fit one row of buttons, or a menu", async () => {
    for (const each of await viewsOfCase(0))
      for (const { blocks } of render(each, THREAD))
        for (const block of blocks)
          if (block.type === "actions") expect(block.elements.length).toBeLessThanOrEqual(5);
  });
});

describe("what a message looks like", () => {
  const sample = (more: Partial<View>): View => ({
    kind: "result",
    handle: "amber-falcon-42",
    title: "Result",
    parts: [],
    actions: [],
    notification: "Case amber-falcon-42: the result.",
    ...more,
  });
  const blocks = (more: Partial<View>) => JSON.stringify(render(sample(more), THREAD));

  test("a time is the reader's own, with UTC where it cannot be", () => {
    expect(blocks({ parts: [{ kind: "text", words: ["by ", { time: NOON }] }] })).toContain(
      "by <!date^1795608000^{date_short_pretty} {time}|2026-11-25 12:00 UTC>",
    );
  });

  test("a citation's number opens its source, where the view explains it", () => {
    const source = { number: 3, says: "So.", source: "Work (2026)", url: "https://example.org/a?b=1&c=2" };
    const written = blocks({
      parts: [
        { kind: "text", words: ["MRI ", { cite: [3, 9] }] },
        { kind: "citations", items: [source] },
      ],
    });
    expect(written).toContain("MRI [<https://example.org/a?b=1&amp;c=2|3>, 9]");
  });

  test("the urgency is a word, with one mark before it", () => {
    for (const urgency of ["EMERGENT", "URGENT", "SOON", "ROUTINE"] as const)
      expect(blocks({ urgency })).toMatch(new RegExp(`"text":"\\S+ ${urgency}: Result"`, "u"));
    expect(blocks({ urgency: "SOON", title: "SOON: a visit" })).not.toContain("SOON: SOON");
  });

  test("above five choices a menu takes the place of buttons", () => {
    const answers = (count: number) =>
      Array.from({ length: count }, (_, at) => ({
        label: `Choice ${at}`,
        act: { do: "answer" as const, question: "q", value: `v${at}`, rev: 0 },
      }));
    expect(blocks({ actions: answers(5) })).not.toContain("static_select");
    expect(blocks({ actions: answers(6) })).toContain("static_select");
  });

  test("an updated message has new ids, so that Slack shows its new buttons", () => {
    const change = [{ label: "Change", act: { do: "change" as const, question: "q" } }];
    const ids = (kind: ViewKind) => /"block_id":"([^"]+)"/.exec(blocks({ kind, actions: change }))?.[1];
    expect(ids("question")).not.toBe(ids("answered"));
  });
});

test("every made view is a message that Slack takes", () => {
  for (const each of Object.values(MADE)) expect(faults(render(each, THREAD))).toEqual([]);
});
