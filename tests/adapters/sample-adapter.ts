/**
 * A whole adapter in one file, for a platform that does not exist: rooms whose people post JSON over HTTP. The template for the
 * next platform (docs/adapters.md). It imports the public API and nothing else of the program.
 */
import express, { type Express } from "express";
import { z } from "zod";
import {
  type Actor,
  type AdapterModule,
  actSchema,
  type Bot,
  type ChannelAdapter,
  type Delivery,
  type Inbound,
  matching,
  type Request,
  sentAgain,
  settingsGroup,
  type ThreadKey,
  type View,
} from "../../src/index.ts";

// === settings: what it has to be told
interface SampleConfig {
  token: string;
}

const sampleSettings = settingsGroup({
  title: "Sample",
  variables: [
    {
      name: "SAMPLE_TOKEN",
      about: "What a caller has to show.",
      example: "at least 24 characters",
      secret: true,
      schema: matching(/^\S{24,}$/, "at least 24 characters without spaces"),
    },
  ],
  read: ({ SAMPLE_TOKEN }): SampleConfig | null => (SAMPLE_TOKEN ? { token: SAMPLE_TOKEN } : null),
});

// === parse: what people did, out of what the platform sends. Everything in it came from outside
const bodySchema = z
  .object({ id: z.string(), room: z.string(), user: z.string(), words: z.string() })
  .or(z.object({ id: z.string(), room: z.string(), user: z.string(), handle: z.string(), act: actSchema }));

export function parseBody(body: unknown): Request | null {
  const read = bodySchema.safeParse(body);
  if (!read.success) return null;
  const { id, room, user, ...did } = read.data;
  const thread: ThreadKey = { platform: "sample", tenant: "one", channel: room, thread: "" };
  const actor: Actor = { id: `sample:one:${user}`, name: user };
  const inbound: Inbound =
    "words" in did
      ? { kind: "say", actor, words: did.words, addressed: true }
      : { kind: "act", actor, handle: did.handle, act: did.act };
  return { deliveries: [`sample:${room}:${id}`], thread, inbound };
}

// === deliver: what the bot says, as the platform shows it. Here a message is kept as the view that it shows
export class SampleRooms implements ChannelAdapter {
  readonly platform = "sample";
  /** By message id, in the order in which they were posted. */
  readonly messages = new Map<string, View>();

  post = ({ key, view, repeat }: Delivery) => this.#show(key, repeat ? sentAgain(view) : view);
  update = ({ view }: Delivery, [id = ""]: readonly string[]) => this.#show(id, view);
  tell = (delivery: Delivery, person: Actor) => this.#show(`${person.id}:${delivery.key}`, delivery.view);

  async #show(id: string, view: View) {
    this.messages.set(id, view);
    return { messageIds: [id] };
  }
}

// === open: the routes, and the way out
const mount = (app: Express, bot: Bot, { token }: SampleConfig) =>
  app.post("/sample", express.json(), async (req, res) => {
    const request = req.headers.authorization === `Bearer ${token}` ? parseBody(req.body) : null;
    if (request === null) return void res.status(400).end();
    const { outcome, reply } = await bot.receive(request);
    res.status(outcome === "not-recorded" ? 503 : 200).json({ outcome, reply });
  });

export const sampleModule = {
  platform: "sample",
  name: "Sample",
  takesRoutes: false,
  settings: sampleSettings,
  offNotice: "Sample is off: set SAMPLE_TOKEN.",
  open: async (config, { bot }) => ({
    adapter: new SampleRooms(),
    mount: (app) => void mount(app, bot, config),
    openNotice: (url) => `Sample is open: requests come to ${url}/sample.`,
    stop() {},
  }),
} as const satisfies AdapterModule<"sample", SampleConfig>;
