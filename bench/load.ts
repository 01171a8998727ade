/** Sustained load: taps of many people at a steady rate, until the responses are late. */
import { setTimeout as pause } from "node:timers/promises";
import autocannon from "autocannon";
import { type BenchOptions, type BenchSection, quantile, type SectionFigures } from "./section.ts";
import { withSlackBench } from "./slack/slack-bench.ts";
import type { SlackConversation, SlackUsers } from "./slack/slack-users.ts";

/** Turns per second that are tried, one rate after the other. */
const TAP_RATES = [10, 25, 50, 100, 200, 400] as const;
/** A conversation with this many questions is left, and another is begun. */
const SECONDS_PER_RATE = 15;
/** Slack waits three seconds for an acknowledgement, and people wait for the next question. */
const LATE_ACK_MS = 3_000;
const LATE_POST_MS = 5_000;

export const loadSection: BenchSection = {
  id: "load",
  title: "Sustained load",
  about: [
    "Taps on answers in many threads at once, signed, over HTTP, at a rate that does not wait for answers (autocannon); " +
      "SQLite, one process, on this machine, which also runs the people and the local Slack. It bends where an " +
      `acknowledgement takes more than ${LATE_ACK_MS / 1000} s or a post more than ${LATE_POST_MS / 1000} s at p99, or ` +
      "where less than nine tenths of the turns are answered within their time; higher rates are then left out.",
  ],
  columns: [
    { id: "done", title: "turns posted per second", digits: 1 },
    { id: "ack50", title: "ack p50 ms", digits: 0, better: "lower" },
    { id: "ack99", title: "ack p99 ms", digits: 0, better: "lower" },
    { id: "post50", title: "post p50 ms", digits: 0, better: "lower" },
    { id: "post99", title: "post p99 ms", digits: 0, better: "lower" },
  ],
  rows: TAP_RATES.map((rate) => ({ id: String(rate), what: `${rate} turns asked for per second` })),
  packages: ["autocannon"],
  measure: measureLoad,
};

function measureLoad({ quick, say }: BenchOptions): Promise<SectionFigures> {
  return withSlackBench("this-bot", {}, async ({ subject, people }) => {
    const figures: Record<string, Record<string, number>> = {};
    const ready = await startConversations(people, quick ? 10 : 60);
    let bent: number | null = null;
    for (const rate of quick ? TAP_RATES.slice(0, 2) : TAP_RATES) {
      say(`${rate} turns per second`);
      const seconds = quick ? 2 : 10;
      const { acks, posts } = await sendAtRate(subject.url, people, ready, rate, seconds);
      figures[String(rate)] = {
        done: posts.length / seconds,
        ack50: quantile(acks, 0.5),
        ack99: quantile(acks, 0.99),
        post50: quantile(posts, 0.5),
        post99: quantile(posts, 0.99),
      };
      const late = quantile(acks, 0.99) > LATE_ACK_MS || quantile(posts, 0.99) > LATE_POST_MS;
      if (late || posts.length < 0.9 * rate * seconds) {
        bent = rate;
        break;
      }
      await pause(quick ? 100 : 1000);
    }
    return {
      figures,
      notes: [bent === null ? "It did not bend at these rates." : `It bends at ${bent} turns per second.`],
    };
  });
}

/** Conversations with a pending question. */
async function startConversations(people: SlackUsers, size: number): Promise<SlackConversation[]> {
  const ready: SlackConversation[] = [];
  while (ready.length < size) ready.push(await people.open());
  return ready;
}

/** Taps at one rate for this long, and returns how long each took, in milliseconds. */
async function sendAtRate(
  url: string,
  people: SlackUsers,
  ready: SlackConversation[],
  rate: number,
  seconds: number,
): Promise<{ acks: number[]; posts: number[] }> {
  const acks: number[] = [];
  const posts: number[] = [];
  const tapped = new Map<string, number>();
  people.asked = (talk, at) => {
    const since = tapped.get(talk.thread);
    if (since !== undefined) posts.push(at - since);
    tapped.delete(talk.thread);
    ready.push(talk);
  };
  const run = autocannon({
    url: `${url}/slack/events`,
    connections: Math.min(200, rate * 2),
    overallRate: rate,
    duration: seconds,
    timeout: 30,
    requests: [
      {
        method: "POST",
        path: "/slack/events",
        setupRequest: (request, context) => {
          const talk = nextConversation(people, ready);
          const signed = talk.waiting ? people.answer(talk) : people.mentionIn(talk);
          const at = performance.now();
          tapped.set(talk.thread, at);
          Object.assign(context, { at });
          return { ...request, body: signed.body, headers: { ...signed.headers } };
        },
        onResponse: (status, _body, context) => {
          if (status === 200) acks.push(performance.now() - (context as { at: number }).at);
        },
      },
    ],
  });
  await run;
  // what was asked in time is waited for, but not forever
  for (let waited = 0; tapped.size > 0 && waited < 3_000; waited += 50) await pause(50);
  people.asked = () => {};
  return { acks, posts };
}

/** A conversation that can continue; a new one where none can. */
function nextConversation(people: SlackUsers, ready: SlackConversation[]): SlackConversation {
  for (let talk = ready.shift(); talk; talk = ready.shift())
    if (talk.waiting && talk.asked < SECONDS_PER_RATE) return talk;
  return people.begin();
}
