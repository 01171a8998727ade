/** Time in a case on each platform: it wakes, asks again, and opens or closes only as the protocol says; over a restart. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { eventsOf } from "../../src/bot/record.ts";
import type { HospitalConfig } from "../../src/site/hospital-config.ts";
import { SHIPPED } from "../service-harness.ts";
import { SIGNED_ON } from "../turn/version-2-thread.ts";
import {
  type PlayedMessage,
  playPage,
  playSlack,
  playTeams,
  type WholeCasePlayer,
} from "./whole-case-players.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** What is typed at each question, by what its message says; what is not here is denied. */
type Typed = Readonly<Record<string, string>>;

const WELL: Typed = {
  "Contact: ": "patient is here",
  "1: Contact": "patient is here",
  Headache: "none",
  "Progressive leg swelling": "none",
  "Course of the pain": "unchanged",
  "Motor power": "all 5/5",
  "Sensation in the legs": "normal",
  "Perianal sensation": "normal",
  "Anal tone": "normal",
  "Distal pulses": "present",
  "Leg circumference": "37 vs 37",
  "Capillary refill": "2 s",
  "Systolic blood pressure": "120",
  "Heart rate": "80",
  "Respiratory rate": "14",
  "Oxygen saturation": "98",
  Consciousness: "alert",
  ": Procedure": "caudal",
  "Straight leg raise": "negative",
  "Contacted the day after": "yes",
  "Post-void residual": "not assessed",
  eGFR: "not assessed",
};

/** A confirmed thrombosis 20 hours after a clean puncture: time alone stands against an anticoagulant. */
const DVT: Typed = {
  ...WELL,
  "Time since the injection": "20 h ago",
  "Progressive leg swelling": "left",
  "Leg circumference": "41 vs 37",
  "Duplex result": "proximal dvt",
  "Proceduralist agrees": "yes",
  "Spine imaging result": "not assessed",
};

/** A numb leg after a local anaesthetic, and nothing else: power and sensation are examined and normal. */
const block = (hours: number, receding: string): Typed => ({
  ...WELL,
  "Time since the injection": `${hours} h ago`,
  "New leg weakness or sensory change": "yes",
  "Expected effect of the local anaesthetic": "yes, yes, yes, yes",
  "Block receding": receding,
  "When the symptoms began": "not assessed",
  "Spine imaging result": "not assessed",
});

describe.each([
  ["Slack", playSlack],
  ["Teams", playTeams],
  ["the page", playPage],
] as const)("time in a case in %s", { timeout: 240_000 }, (_name, play) => {
  let player: WholeCasePlayer;
  afterEach(() => player.close());

  const open = async (site: Partial<HospitalConfig> = {}) => {
    vi.spyOn(console, "error").mockImplementation(() => {});
    player = await play({ site: { asks: "one by one", ...site }, parts: { latest: SHIPPED } });
    await player.begin();
  };
  const events = async () => {
    const found = await player.harness.store.cases.loadByThread(player.thread());
    return found ? eventsOf(found) : [];
  };
  const assessment = async () => {
    const decided = (await events()).findLast(({ type }) => type === "decided");
    return decided?.type === "decided" ? decided.assessment : null;
  };
  const anticoagulant = async () => {
    const { recommendations = [], withheld = [] } = (await assessment()) ?? {};
    const is = ({ id }: { id: string }) => id === "treatment.anticoagulation";
    return recommendations.some(is) ? "given" : withheld.some(is) ? "withheld" : "absent";
  };
  const isCheck = ({ labels }: PlayedMessage) => labels.includes("Ask it again");
  const waiting = () => player.messages().findLast((each) => each.asks && !isCheck(each));
  /** What releases something is asked once more, and said once more. */
  async function sayOnceMore(): Promise<void> {
    const last = player.messages().at(-1);
    if (last && isCheck(last)) await player.press(last.id, last.labels[0] ?? "");
  }
  /** By the line that names the question: above it may stand what was recorded before. */
  const typedAt = ({ words }: PlayedMessage, typed: Typed) => {
    const title = words.split("\n").find((line) => / \d+ of \d+: /.test(line)) ?? words;
    return Object.entries(typed).find(([label]) => title.includes(label))?.[1] ?? "no";
  };

  /** Answers everything that is asked. */
  async function answer(typed: Typed): Promise<void> {
    for (let at = 0; at < 90; at += 1) {
      const asked = waiting();
      if (!asked) return;
      await player.write(typedAt(asked, typed));
      await sayOnceMore();
      // what cannot be read is not known
      if (waiting()?.id === asked.id) await player.write("not assessed");
    }
    throw new Error(`the case does not come to its end: ${waiting()?.words}`);
  }

  test("a gate that waits for its hour wakes the case, asks again, and opens only after the answers", async () => {
    await open();
    await answer(DVT);
    expect(await anticoagulant()).toBe("withheld");
    // the injection was 20 h before it was typed
    await player.wait(3 * HOUR);
    expect(player.messages().some(({ words }) => words.includes("Time has passed"))).toBe(false);
    await player.wait(HOUR);
    expect(player.messages().some(({ words }) => words.includes("Time has passed"))).toBe(true);
    expect(waiting()?.words).toContain("Asked again");
    expect(await anticoagulant()).toBe("withheld");
    for (let asked = waiting(), at = 0; asked && at < 20; asked = waiting(), at += 1) {
      if (at === 2) await player.restart();
      expect(await anticoagulant()).toBe("withheld");
      const now = waiting() ?? asked;
      await player.press(now.id, "Still so");
      await sayOnceMore();
    }
    expect(await anticoagulant()).toBe("given");
  });

  test("the hour comes while nothing runs: the case wakes at the next start", async () => {
    await open();
    await answer(DVT);
    await player.restart();
    await player.wait(4 * HOUR);
    expect(waiting()?.words).toContain("Asked again");
    expect(await anticoagulant()).toBe("withheld");
  });

  test.each([
    ["4 hours, and does not recede", 3, "no"],
    ["8 hours, receding or not", 7, "yes"],
  ])(
    "a block is an emergency by itself at %s, where the site's owner signed for it",
    async (_, hours, receding) => {
      await open(SIGNED_ON);
      await answer(block(hours, receding));
      expect((await assessment())?.acts_on).toBe("URGENT");
      const before = player.messages().length;
      await player.wait(30 * MINUTE);
      expect((await assessment())?.acts_on).toBe("URGENT");
      await player.wait(30 * MINUTE);
      expect((await assessment())?.acts_on).toBe("EMERGENT");
      const said = player.messages().slice(before);
      expect(said.some(({ words }) => words.includes("EMERGENT: "))).toBe(true);
    },
  );

  test.each([
    ["4 hours", 3, "no"],
    ["8 hours", 7, "yes"],
  ])("a block before %s is an emergency where nobody signed for it", async (_, hours, receding) => {
    await open();
    await answer(block(hours, receding));
    expect((await assessment())?.acts_on).toBe("EMERGENT");
    await player.wait(HOUR);
    expect((await assessment())?.acts_on).toBe("EMERGENT");
  });
});
