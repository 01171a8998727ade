/** A browser's way of speaking to the page's server, and ways that no browser of ours speaks. */
import { request as send } from "node:http";
import type { PageMessage, RoomNews } from "../../../adapters/web/api-types.ts";

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back
  json: any;
  text: string;
}

interface Call {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** One plain HTTP request; every header is as given, Host and Origin too. */
export function call(url: string, { method = "GET", headers = {}, body }: Call = {}): Promise<Answer> {
  return new Promise((done, fail) => {
    const asked = send(url, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => {
        let json: unknown = null;
        try {
          json = JSON.parse(text);
        } catch {
          // Not everything is JSON.
        }
        done({ status: response.statusCode ?? 0, headers: response.headers, json, text });
      });
    });
    asked.on("error", fail);
    asked.end(body);
  });
}

export const OWN = { "content-type": "application/json", "x-triage-page": "1" };

let count = 0;
export const nextId = (): string => `request-${++count}`.padEnd(12, "x");

export class Person {
  readonly me: { name: string; role: string };
  readonly #url: string;

  constructor(url: string, name: string, role = "physician") {
    this.#url = url;
    this.me = { name, role };
  }

  post(path: string, body: Record<string, unknown>): Promise<Answer> {
    return call(`${this.#url}/web/rooms/${path}`, {
      method: "POST",
      headers: OWN,
      body: JSON.stringify({ id: nextId(), as: this.me, ...body }),
    });
  }
  start = (room: string, words = "") => this.post(`${room}/start`, { words });
  say = (room: string, words: string) => this.post(`${room}/say`, { words });
  tap = (room: string, data: unknown) => this.post(`${room}/tap`, { data });

  watch(room: string, from?: { lastEventId?: string }): Watch {
    return new Watch(`${this.#url}/web/rooms/${room}/events?as=${encodeURIComponent(this.me.name)}`, from);
  }
}

/** A room's stream, as an EventSource reads it. */
export class Watch {
  readonly messages: PageMessage[] = [];
  news: RoomNews[] = [];
  lastEventId = "";
  ended = false;
  readonly #stop = new AbortController();
  #heard: () => void = () => {};

  constructor(url: string, { lastEventId }: { lastEventId?: string } = {}) {
    this.#read(url, lastEventId).catch(() => {
      this.ended = true;
      this.#heard();
    });
  }

  async #read(url: string, lastEventId: string | undefined): Promise<void> {
    const response = await fetch(url, {
      headers: lastEventId === undefined ? {} : { "last-event-id": lastEventId },
      signal: this.#stop.signal,
    });
    let rest = "";
    if (response.body === null) throw new Error("the stream has no body");
    const parts = response.body as unknown as AsyncIterable<Uint8Array>;
    const decoder = new TextDecoder();
    for await (const bytes of parts) {
      const part = decoder.decode(bytes, { stream: true });
      const blocks = (rest + part).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
        if (field("event") !== "news") continue;
        const news = JSON.parse(field("data") ?? "null") as RoomNews;
        this.lastEventId = field("id") ?? "";
        this.news.push(news);
        this.messages.push(...news.messages);
        this.#heard();
      }
    }
    this.ended = true;
    this.#heard();
  }

  /** Until something is so of what came; looked at whenever more comes. */
  async until<T>(seen: (watch: this) => T | undefined | null | false): Promise<T> {
    for (;;) {
      const found = seen(this);
      if (found !== undefined && found !== null && found !== false) return found;
      if (this.ended) throw new Error("the stream ended before what was waited for");
      await new Promise<void>((done) => {
        this.#heard = done;
      });
    }
  }

  stop(): void {
    this.#stop.abort();
  }
}

/** The data of a button of a message, by its label. */
export function buttonOf(message: PageMessage, label: string): unknown {
  const found = find(message.cards, (each) => each.title === label && each.type === "Action.Execute");
  if (found === null) throw new Error(`the message has no button ${label}`);
  return found.data;
}

type Json = Record<string, unknown>;

function find(value: unknown, is: (each: Json) => boolean): Json | null {
  if (typeof value !== "object" || value === null) return null;
  if (!Array.isArray(value) && is(value as Json)) return value as Json;
  for (const each of Object.values(value)) {
    const found = find(each, is);
    if (found) return found;
  }
  return null;
}
