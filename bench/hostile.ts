/** Text that is made to be slow to read: what strangers can send, through everything that reads it before it is trusted. */
import { readEvent } from "../adapters/slack/parse.ts";
import { readActivity } from "../adapters/teams/activity.ts";
import { parse } from "../adapters/teams/parse.ts";
import { removeIdentifiers } from "../src/privacy/remove-identifiers.ts";
import type { BenchSection, SectionFigures } from "./section.ts";

const SIZES = { small: 10_000, large: 40_000 } as const;

/** Pieces that a pattern may have to try again from each of their places. */
const PIECES = [
  "<at>",
  "<at ",
  "<blockquote>",
  "</at>",
  "<",
  "<a ",
  "&amp;",
  "@",
  "1 ",
  "12.",
  "a.",
  "a@",
  "no ",
  " ",
  "\n",
];

type Reader = (text: string) => unknown;

const READERS: Readonly<Record<string, { what: string; read: Reader }>> = {
  slack: {
    what: "A message of Slack, to a request",
    read: (text) =>
      readEvent(
        {
          team_id: "T1",
          event: {
            type: "message",
            channel_type: "im",
            channel: "D1",
            user: "U1",
            ts: "1764000000.000100",
            text,
          },
        },
        "UBOT",
      ),
  },
  teams: {
    what: "An activity of Teams with its markup, to a request",
    read: (text) => {
      const activity = readActivity({
        type: "message",
        id: "1764000000000",
        channelId: "msteams",
        serviceUrl: "https://smba.trafficmanager.net/teams/",
        from: { id: "29:u1" },
        recipient: { id: "28:bot", name: "Triage Bot" },
        conversation: { id: "a:1", conversationType: "personal", tenantId: "t" },
        text,
        attachments: [{ contentType: "text/html", content: text }],
      });
      return "fault" in activity ? activity : parse(activity);
    },
  },
  guard: {
    what: "The guard that takes patient identifiers out",
    read: (text) => removeIdentifiers(text, { region: "US", year: 2026 }),
  },
};

/** The least of several rounds: what the text costs, without what else the machine does. */
function milliseconds(read: Reader, text: string, rounds: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    read(text);
    least = Math.min(least, performance.now() - began);
  }
  return least;
}

export const hostileSection: BenchSection = {
  id: "hostile",
  title: "Text that is made to be slow",
  about: [
    `Each reader gets ${SIZES.small.toLocaleString("en")} and ${SIZES.large.toLocaleString("en")} characters of one piece repeated; the piece that takes it longest counts. Four times the text in four times the time is linear; in sixteen times, a message could stop the process.`,
  ],
  columns: [
    { id: "small", title: "ms for 10,000 characters", digits: 2, better: "lower" },
    { id: "large", title: "ms for 40,000 characters", digits: 2, better: "lower" },
    { id: "factor", title: "times as long", digits: 1, better: "lower" },
  ],
  rows: Object.entries(READERS).map(([id, { what }]) => ({ id, what })),
  packages: [],
  async measure({ quick, say }): Promise<SectionFigures> {
    const figures: Record<string, Record<string, number>> = {};
    const notes: string[] = [];
    for (const [id, { read }] of Object.entries(READERS)) {
      say(id);
      const measured = PIECES.map((piece) => {
        const text = (size: number) => `${piece.repeat(Math.floor(size / piece.length))} fever`;
        const rounds = quick ? 2 : 15;
        milliseconds(read, text(1_000), 3);
        return {
          piece,
          small: milliseconds(read, text(SIZES.small), rounds),
          large: milliseconds(read, text(SIZES.large), rounds),
        };
      });
      const slowest = measured.reduce((worst, each) => (each.large > worst.large ? each : worst));
      figures[id] = {
        small: slowest.small,
        large: slowest.large,
        factor: slowest.large / slowest.small,
      };
      notes.push(`${id}: slowest with ${JSON.stringify(slowest.piece)}.`);
    }
    return { figures, notes };
  },
};
