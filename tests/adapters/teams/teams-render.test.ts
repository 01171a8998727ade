import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { render, renderCard, type TeamsMessage } from "../../../adapters/teams/render.ts";
import { readTap } from "../../../adapters/teams/tap-data.ts";
import type { Part, View } from "../../../src/views/outbound.ts";
import { faultsOfCard } from "./card-check.ts";
import { view } from "./scripted-bot.ts";
import { MADE, NOON, nth, viewsOfCase } from "./teams-sample-views.ts";

type Json = Record<string, unknown>;
const cardOf = (message: TeamsMessage): Json => message.attachments?.[0].content ?? {};
const cards = (shown: View, rendering = {}) => render(shown, rendering).map(cardOf);
const all = (value: unknown, type: string): Json[] => {
  if (Array.isArray(value)) return value.flatMap((each) => all(each, type));
  if (typeof value !== "object" || value === null) return [];
  return [
    ...((value as Json).type === type ? [value as Json] : []),
    ...Object.values(value).flatMap((each) => all(each, type)),
  ];
};
const texts = (card: Json) => all(card.body, "TextBlock").map(({ text }) => String(text));

describe("every card keeps to schema 1.5, parses without events and has words for all", {
  timeout: 120_000,
}, () => {
  test.each(Object.entries(MADE))("%s", (_, shown) => {
    for (const card of cards(shown, { slot: "slot" })) expect(faultsOfCard(card)).toEqual([]);
  });

  test.each([0, 1, 2, 3])("all views of a real case, answered by choice %d", async (at) => {
    const views = await viewsOfCase(nth(at));
    expect(new Set(views.map(({ kind }) => kind)).size).toBeGreaterThan(6);
    for (const shown of views) for (const card of cards(shown)) expect(faultsOfCard(card)).toEqual([]);
  });

  test("the check is alive: each planted fault is told", () => {
    const [good] = cards(MADE.form);
    const planted: [string, Json][] = [
      ["version", { ...good, version: undefined }],
      ["schema", { ...good, body: [{ type: "TextBlok", text: "x", wrap: true }] }],
      ["cut", { ...good, body: [{ type: "TextBlock", text: "x" }] }],
      ["label", { ...good, body: [{ type: "Input.Text", id: "a", errorMessage: "e" }] }],
      ["fallback", { ...good, fallbackText: "" }],
    ];
    for (const [word, card] of planted) expect(faultsOfCard(card).join(), word).not.toBe("");
  });
});

describe("what a card says", () => {
  test("the title is a heading; the urgency is in words and never green", () => {
    for (const urgency of ["EMERGENT", "URGENT", "SOON", "ROUTINE"] as const) {
      const [card] = cards(view({ title: "Result", urgency }));
      expect(all(card, "TextBlock")[0]).toMatchObject({ style: "heading", text: "Result" });
      expect(texts(card ?? {})).toContain(`Urgency: ${urgency}`);
      expect(JSON.stringify(card)).not.toContain('"good"');
      expect(card?.speak).toContain(urgency);
    }
    const [card] = cards(view({ title: "URGENT: MRI today", urgency: "URGENT" }));
    expect(texts(card ?? {})).not.toContain("Urgency: URGENT");
  });

  test("the case is named once: in the title, or under it", () => {
    const titled = cards(view({ title: "Handoff, case amber-falcon-42", handle: "amber-falcon-42" }));
    expect(texts(titled[0] ?? {}).filter((text) => text.includes("amber-falcon-42"))).toHaveLength(1);
    const [untitled] = cards(view({ title: "Result", handle: "amber-falcon-42" }));
    expect(texts(untitled ?? {})).toContain("Case amber-falcon-42");
  });

  test("times are the reader's own, and UTC where there are no cards", () => {
    const [card] = cards(view({ parts: [{ kind: "text", words: ["By ", { time: NOON }] }] }));
    expect(texts(card ?? {})).toContain(
      "By {{DATE(2026-11-25T12:00:00Z,SHORT)}} {{TIME(2026-11-25T12:00:00Z)}}",
    );
    expect(card?.fallbackText).toContain("By 2026-11-25 12:00 UTC");
  });

  test("a citation is a link wherever its source is in the view, and a number elsewhere", () => {
    const [card] = cards(MADE.result);
    expect(texts(card ?? {})).toContain(
      "MRI by {{DATE(2026-11-25T12:00:00Z,SHORT)}} {{TIME(2026-11-25T12:00:00Z)}}[[1](https://example.org/a_%28b%29)]",
    );
    expect(texts(card ?? {}).join("\n")).toContain("](https://example.org/a_%28b%29)");
    expect(texts(cards(MADE.why)[0] ?? {}).join()).toContain("[1, 12]");
  });

  test("a fold is shut, opens by a button, and is whole in the fallback text; sources are a command away", () => {
    const because: Part = {
      kind: "fold",
      title: "Because",
      parts: [{ kind: "list", items: [{ words: ["Foot drop"] }] }],
    };
    const [reasons] = cards(view({ parts: [because] }));
    expect(reasons?.fallbackText).toContain("Because:\n- Foot drop");
    const [card] = cards(MADE.result);
    const [toggle] = all(card, "Action.ToggleVisibility");
    const hidden = all(card, "Container").find(({ isVisible }) => isVisible === false);
    expect(toggle?.targetElements).toEqual([hidden?.id]);
    expect(card?.fallbackText).toContain("cite 12");
    expect(texts(card ?? {}).join()).toContain("It says so.");
  });

  test("folds that follow each other open by buttons side by side; one in the middle stays there", () => {
    const fold = (title: string): Part => ({
      kind: "fold",
      title,
      parts: [{ kind: "text", words: [`in ${title}`] }],
    });
    const [card] = cards(
      view({ parts: [fold("A"), fold("B"), { kind: "text", words: ["between"] }, fold("C")] }),
    );
    const order = ((card?.body ?? []) as Json[]).slice(1).map((element) => {
      if (element.type === "ActionSet") return (element.actions as Json[]).map(({ title }) => title).join();
      return all(element, "TextBlock")
        .map(({ text }) => text)
        .join();
    });
    expect(order).toEqual(["A,B", "in A", "in B", "between", "C", "in C"]);
    const ids = all(card, "Container").flatMap(({ id }) => (id === undefined ? [] : [id]));
    const targets = all(card, "Action.ToggleVisibility").map(({ targetElements }) => targetElements);
    expect(targets).toEqual(ids.map((id) => [id]));
    expect(new Set(ids).size).toBe(3);
  });

  test("buttons carry the case, the act and the message, and nothing else", () => {
    const [card] = cards(MADE.proposal, { slot: "proposal:1" });
    for (const action of all(card, "Action.Execute")) {
      expect(Object.keys(action.data as Json).sort()).toEqual(["act", "handle", "slot"]);
      expect(readTap(action.data)).not.toBeNull();
    }
    expect(all(card, "Action.Execute").map(({ style }) => style)).toEqual([
      "positive",
      undefined,
      "destructive",
    ]);
  });

  test("where others are too, a question and help say that words need a mention; elsewhere nothing does", () => {
    for (const shown of [MADE.question, MADE.help]) {
      const [card = {}] = cards(shown, { shared: true });
      expect(texts(card)).toContainEqual(expect.stringMatching(/\bmention\b/));
      expect(card.fallbackText).toMatch(/\bmention\b/);
      expect(faultsOfCard(card)).toEqual([]);
      expect(JSON.stringify(cards(shown))).not.toMatch(/\bmention\b/);
    }
    for (const shown of [MADE.alert, MADE.result, MADE.answered])
      expect(cards(shown, { shared: true })).toEqual(cards(shown));
  });

  test("buttons stand in rows that a phone shows whole; a label that it cannot is said in full above its button", () => {
    const long = "It is: left hip flexion 5/5, left knee extension 4/5, left ankle dorsiflexion 3/5";
    const due = "Done: MRI of the spine, whole spine or at least up to the conus";
    // it would fit a row, and not a phone
    const other = "Done: Venous duplex of both legs";
    const labels = [
      "Yes",
      "No",
      "Not assessed",
      "Unable to assess",
      "Epidural steroid, transforaminal",
      long,
      due,
      other,
      "A",
    ];
    const why = { do: "command", words: "why" } as const;
    const done = { do: "done", deadline: "imaging.mri_spine" } as const;
    const [card] = cards(
      view({ actions: labels.map((label) => ({ label, act: label.startsWith("Done: ") ? done : why })) }),
    );
    const rows = all(card, "ActionSet").map(({ actions }) => (actions as Json[]).map(({ title }) => title));
    expect(rows).toEqual([
      ["Yes", "No", "Not assessed"],
      ["Unable to assess"],
      ["(1) Epidural steroid, transfo…"],
      ["(2) It is: left hip flexion 5/5…"],
      ["Done (3) MRI of the spine…"],
      ["Done (4) Venous duplex of…"],
      ["A"],
    ]);
    expect(all(card, "Action.Execute").flatMap(({ tooltip }) => tooltip ?? [])).toEqual([
      "Epidural steroid, transforaminal",
      long,
      due,
      other,
    ]);
    const body = card?.body as Json[];
    expect(body[body.findIndex(({ text }) => text === `(2) ${long}`) + 1]).toMatchObject({
      type: "ActionSet",
    });
    expect(texts(card ?? {}).filter((text) => /^\(\d\) /.test(text))).toEqual([
      "(1) Epidural steroid, transforaminal",
      `(2) ${long}`,
      "(3) MRI of the spine, whole spine or at least up to the conus",
      "(4) Venous duplex of both legs",
    ]);
  });

  test("what is to be done and is too long for a button stands above Done and Snooze, once", () => {
    const label = "MRI of the spine, whole spine or at least up to the conus";
    const deadline = "imaging.mri_spine";
    const [card] = cards(
      view({
        actions: [
          { label: `Done: ${label}`, act: { do: "done", deadline } },
          { label: `Snooze: ${label}`, act: { do: "snooze", deadline } },
        ],
      }),
    );
    const [row] = all(card, "ActionSet").map(({ actions }) => (actions as Json[]).map(({ title }) => title));
    expect(row).toEqual(["Done", "Snooze"]);
    expect(texts(card ?? {}).filter((text) => text.includes(label))).toEqual([`${label}:`]);
  });

  test("only the first of several messages is coloured as an alarm", () => {
    const alert = view({
      kind: "alert",
      title: "EMERGENT: cord",
      urgency: "EMERGENT",
      parts: [{ kind: "text", words: ["word ".repeat(12_000)] }],
    });
    const styles = cards(alert).map((card) => (card.body as Json[])[0]?.style);
    expect(styles[0]).toBe("attention");
    expect(new Set(styles.slice(1))).toEqual(new Set([undefined]));
  });

  test("the notes of a point stand under its words, not at the margin", () => {
    const [card] = cards(MADE.proposal);
    const [set] = all(card, "ColumnSet");
    const columns = ((set?.columns ?? []) as Json[]).map((column) => texts({ body: [column] }));
    expect(columns).toEqual([["•"], ["fever: absent", 'from "no fever"']]);
  });

  test("the summary is the notification, and no text goes with a card", () => {
    const [message] = render(MADE.alert);
    expect(message.summary).toBe(MADE.alert.notification);
    expect(message).not.toHaveProperty("text");
  });

  test("a form labels each input, names the hint, and only its own button sends the inputs", () => {
    const [card] = cards(MADE.form, { slot: "question:fever:0" });
    const inputs = [...all(card, "Input.ChoiceSet"), ...all(card, "Input.Text")];
    expect(inputs.map(({ id, label, style }) => [id, label, style])).toEqual([
      ["field:fever", "Fever", "compact"],
      ["field:pvr", "Bladder", "expanded"],
      ["field:fever.measured", "Fever, measured (C, or with its unit)", undefined],
    ]);
    const [submit, back] = all(card, "Action.Execute");
    expect(submit?.data).toMatchObject({ filled: true, act: { do: "form", section: "red_flags" } });
    expect(back?.associatedInputs).toBe("none");
    expect(texts(card ?? {})).not.toContain("Bladder");
  });
});

describe("what people typed shows as they typed it", () => {
  const shown = (typed: string) =>
    texts(cards(view({ parts: [{ kind: "text", words: [typed] }] }))[0] ?? {}).at(-1) ?? "";

  test.each([
    ["[here](https://evil.example)", "[here]\u200b(https://evil.example)"],
    ["[x]: https://evil.example", "[x]\u200b: https://evil.example"],
    ["**not bold** `code`", "\\*\\*not bold\\*\\* \\`code\\`"],
    ["_so_ left_foot", "\\_so\\_ left_foot"],
    ["- no list", "\\- no list"],
    ["1. no list", "1\\. no list"],
    ["> no quote", "\\> no quote"],
    ["# no heading", "\\# no heading"],
    ["<at>Everyone</at>", "<\u200bat>Everyone<\u200b/at>"],
    ["{{DATE(2026-01-01T00:00:00Z)}}", "{\u200b{DATE(2026-01-01T00:00:00Z)}}"],
    ["41 vs 37, <90, 3/5", "41 vs 37, <90, 3/5"],
    ["one\ntwo", "one\n\ntwo"],
  ])("%j", (typed, expected) => expect(shown(typed)).toBe(expected));

  test("two pieces of text never make a link together", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[[\](){}:a-z/.<!]{0,12}$/), { minLength: 1, maxLength: 5 }),
        (words) => {
          const [card] = cards(view({ parts: [{ kind: "text", words }] }));
          const text = texts(card ?? {}).at(-1) ?? "";
          expect(text).not.toMatch(/\]\(/);
          expect(text).not.toMatch(/\{\{/);
          expect(text).not.toMatch(/<\/?[a-z]/);
        },
      ),
    );
  });

  test("whatever is typed, a card keeps its schema, and its buttons say what they said", () => {
    const nasty = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      fc.stringMatching(/^[[\](){}<>"'&*_`~#+.|!\\\n -]{1,40}$/),
      fc.constantFrom(
        "\u202eabc",
        "</at>",
        "$\u007bx}",
        "{{DATE(x)}}",
        "\u0000\u0007",
        "\ud800",
        "=".repeat(40),
      ),
    );
    const citation = fc.record({ number: fc.nat(), says: nasty, source: nasty, url: nasty });
    const shown = fc.record({ title: nasty, words: nasty, note: nasty, label: nasty, hint: nasty, citation });
    fc.assert(
      fc.property(shown, ({ title, words, note, label, hint, citation: cited }) => {
        const made = view({
          title,
          parts: [
            { kind: "text", words: [words, { cite: [cited.number] }, words] },
            { kind: "list", title, items: [{ words: [words], notes: [[note]] }] },
            { kind: "fold", title: label, parts: [{ kind: "citations", items: [cited] }] },
          ],
          actions: [{ label, act: { do: "answer", question: words, value: note, rev: 0 } }],
          form: {
            title,
            act: { do: "form", section: words },
            groups: [{ title, fields: [{ id: words, label, kind: "text", hint, value: note }] }],
          },
        });
        for (const card of cards(made, { slot: words })) {
          expect(faultsOfCard(card)).toEqual([]);
          const back = JSON.parse(JSON.stringify(card)) as Json;
          for (const action of all(back, "Action.Execute").slice(-1))
            expect(readTap(action.data)?.act).toEqual(made.actions[0]?.act);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("a name and a title are escaped too", () => {
    const [card] = cards(
      view({ title: "*T*", parts: [{ kind: "text", words: [{ person: { id: "x", name: "[A](b)" } }] }] }),
    );
    expect(texts(card ?? {})[0]).toBe("\\*T\\*");
    expect(texts(card ?? {}).at(-1)).toBe("[A]\u200b(b)");
  });

  test("a link goes to the web only", () => {
    const citation = (url: string): Part => ({
      kind: "citations",
      items: [{ number: 1, says: "S", source: "W", url }],
    });
    for (const url of ["javascript:alert(1)", "data:text/html,x", "not a url"])
      expect(texts(cards(view({ parts: [citation(url)] }))[0] ?? {}).at(-1)).toBe("[1] S W");
  });
});

describe("a view that is too long for one message becomes several, and loses nothing", () => {
  const word = fc.stringMatching(/^[a-z]{1,9}$/);
  const words = fc.array(word, { minLength: 1, maxLength: 300 }).map((list) => [list.join(" ")]);
  const part: fc.Arbitrary<Part> = fc.oneof(
    words.map((each) => ({ kind: "text" as const, words: each })),
    fc.array(words, { minLength: 1, maxLength: 12 }).map((items) => ({
      kind: "list" as const,
      items: items.map((each) => ({ words: each, notes: [each] })),
    })),
    fc.array(words, { minLength: 1, maxLength: 8 }).map((list) => ({
      kind: "fold" as const,
      title: "more",
      parts: list.map((each) => ({ kind: "text" as const, words: each })),
    })),
    fc.array(words, { minLength: 1, maxLength: 8 }).map((list) => ({
      kind: "citations" as const,
      items: list.map(([says = ""], number) => ({
        number,
        says: says.slice(0, 200),
        source: "w",
        url: "https://example.org/",
      })),
    })),
  );
  const said = (parts: readonly Part[]): string[] =>
    parts.flatMap((each): string[] => {
      if (each.kind === "text") return each.words.map(String);
      if (each.kind === "list")
        return each.items.flatMap((item) => [...item.words, ...(item.notes ?? []).flat()].map(String));
      if (each.kind === "row") return [...each.words, ...(each.notes ?? []).flat()].map(String);
      if (each.kind === "fold") return said(each.parts);
      return each.items.map(({ says }) => says);
    });
  const tokens = (text: string) => text.split(/\s+/).filter((each) => /^[a-z]{1,9}$/.test(each));
  const count = (list: readonly string[]) => {
    const counts = new Map<string, number>();
    for (const each of list) counts.set(each, (counts.get(each) ?? 0) + 1);
    return counts;
  };

  test("random views", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const actions = [{ label: "Go on", act: { do: "command", words: "status" } as const }];
        const messages = render(view({ kind: "result", parts, actions }), { cap: 6000 });
        for (const message of messages) expect(JSON.stringify(message).length).toBeLessThanOrEqual(6000);
        const shown = count(messages.flatMap((message) => texts(cardOf(message)).flatMap(tokens)));
        for (const [each, times] of count(said(parts).flatMap(tokens)))
          expect(shown.get(each) ?? 0, each).toBeGreaterThanOrEqual(times);
        expect(messages.flatMap((message) => all(cardOf(message), "Action.Execute"))).toHaveLength(1);
        expect(all(cardOf(messages.at(-1) as TeamsMessage), "Action.Execute")).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });

  test("a recommendation stands whole in one message, with its notes; so does a citation", () => {
    const short = fc.array(word, { minLength: 1, maxLength: 50 }).map((list) => list.join(" "));
    const list = fc
      .array(fc.record({ words: short, notes: fc.array(short, { maxLength: 2 }) }), {
        minLength: 1,
        maxLength: 25,
      })
      .map(
        (items): Part => ({
          kind: "list",
          title: "Imaging",
          items: items.map((item, at) => ({
            words: [`${at} ${item.words}`],
            notes: item.notes.map((each) => [each]),
          })),
        }),
      );
    const sources = fc.array(short, { minLength: 1, maxLength: 25 }).map(
      (items): Part => ({
        kind: "fold",
        title: "Sources",
        parts: [
          {
            kind: "citations",
            items: items.map((says, number) => ({ number, says, source: says, url: "https://example.org/" })),
          },
        ],
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(list, sources), { minLength: 1, maxLength: 5 }), (parts) => {
        const messages = render(view({ kind: "result", parts }), { cap: 6000 });
        const points = messages.flatMap((message) =>
          all(cardOf(message), "ColumnSet").map((set) => texts({ body: [set] }).slice(1)),
        );
        const blocks = messages.flatMap((message) => texts(cardOf(message)));
        for (const part of parts) {
          if (part.kind === "list")
            for (const { words: [said = ""] = [], notes = [] } of part.items)
              expect(points).toContainEqual([said, ...notes.flat()]);
          if (part.kind === "fold" && part.parts[0]?.kind === "citations")
            for (const { number, says } of part.parts[0].items)
              expect(blocks).toContain(`[${number}] ${says} [${says}](https://example.org/)`);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("each of several says which it is, and a tap's reply is then no card", () => {
    const long = view({ title: "Result", parts: [{ kind: "text", words: ["word ".repeat(12_000)] }] });
    const messages = render(long);
    expect(messages.length).toBeGreaterThan(2);
    expect(texts(cardOf(messages[0]))[0]).toBe(`Result (1 of ${messages.length})`);
    // in the words too: heard alone, a second message must not pass for a second alarm
    const starts = messages.map((each) => String(cardOf(each).fallbackText).split("\n")[0]);
    expect(starts.slice(0, 2)).toEqual(["Result", `Result, continued (2 of ${messages.length})`]);
    expect(String(cardOf(messages[1] as TeamsMessage).speak)).toMatch(/^Result, continued \(2 of \d+\)\./);
    expect(renderCard(long)).toBeNull();
    for (const message of messages) expect(2 * JSON.stringify(message).length).toBeLessThanOrEqual(80_000);
  });

  test("a long form becomes several forms, each with its own button and whole groups where they fit", () => {
    const groups = Array.from({ length: 40 }, (_, at) => ({
      title: `Group ${at}`,
      fields: ["left", "right"].map((side) => ({
        id: `q${at}.${side}`,
        label: `Q${at} ${side}`,
        kind: "text" as const,
      })),
    }));
    const form = view({ kind: "form", form: { title: "F", act: { do: "form", section: "s" }, groups } });
    const messages = render(form, { cap: 6000 });
    const ids = messages.flatMap((message) => all(cardOf(message), "Input.Text").map(({ id }) => id));
    expect(ids).toEqual(groups.flatMap(({ fields }) => fields.map(({ id }) => `field:${id}`)));
    for (const message of messages) expect(all(cardOf(message), "Action.Execute")).toHaveLength(1);
  });
});
