/** How long a program takes until it answers, and what memory it then holds. */
import { type BenchOptions, type BenchSection, median, type SectionFigures } from "./section.ts";
import { withSlackBench } from "./slack/slack-bench.ts";

const MEASURED_STARTS = 7;

export const startSection: BenchSection = {
  id: "start",
  title: "Start and memory",
  about: [
    "From the start of the process until it takes requests, and the memory it holds then. This program reads its " +
      "protocol, opens its store and checks its token before it says that it is ready; it runs its TypeScript as it " +
      "stands. Each peer is TypeScript as well, run the same way.",
  ],
  columns: [
    { id: "ready", title: "ms until ready", digits: 0, better: "lower" },
    { id: "rss", title: "MB resident when ready", digits: 0, better: "lower" },
  ],
  lead: "ready",
  rows: [
    { id: "this", what: "this program: the page and Slack, on SQLite", whose: "ours" },
    { id: "all", what: "this program: the page, Slack and Teams, on SQLite" },
    { id: "bolt", what: "bare Bolt", whose: "peer" },
    { id: "chat", what: "Chat SDK with memory state", whose: "peer" },
  ],
  packages: ["@slack/bolt", "botbuilder", "chat"],
  measure: measureStarts,
};

async function measureStarts({ quick, say }: BenchOptions): Promise<SectionFigures> {
  const of = async (name: string, env: Readonly<Record<string, string>> = {}) => {
    say(`starting ${name}`);
    const ready: number[] = [];
    const rss: number[] = [];
    for (let time = 0; time < (quick ? 2 : MEASURED_STARTS); time += 1)
      await withSlackBench(name, env, async ({ subject }) => {
        ready.push(subject.startedIn);
        rss.push((await subject.usage()).rss / 1_000_000);
      });
    return { ready: median(ready), rss: median(rss) };
  };
  return {
    figures: {
      this: await of("this-bot"),
      all: await of("this-bot", { TEAMS_LOCAL: "1" }),
      bolt: await of("bare-bolt"),
      chat: await of("chat-sdk"),
    },
    notes: [],
  };
}
