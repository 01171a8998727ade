/** The page: each case in a room of its own, which is read as the page reads it. */
import type { PageMessage } from "../../adapters/web/api-types.ts";
import type { ThreadKey } from "../../src/adapter.ts";
import { Watch } from "../adapters/web/http-caller.ts";
import type { Button, ChatClient, Json, OpenForm, Payload, Person, ShownMessage } from "./client.ts";
import type { Installation, Reply } from "./installation.ts";
import { cardButtons, TeamsClient } from "./teams-client.ts";

const PEOPLE = {
  first: { name: "Alex", role: "physician" },
  second: { name: "Sam", role: "nurse" },
} as const;

export class WebClient implements ChatClient {
  readonly name = "web-room";
  readonly shared = true;
  readonly #installation: Installation;
  #count = 0;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  #next(): string {
    this.#count += 1;
    return String(this.#count).padStart(4, "0");
  }

  begin(): { payload: Payload; thread: (reply: Reply) => ThreadKey } {
    const room = `room-${this.#next()}`;
    const thread = { platform: "web", tenant: "local", channel: room, thread: "" };
    return { payload: this.#post(thread, "start", { words: "" }, "first"), thread: () => thread };
  }

  say(thread: ThreadKey, words: string, who: Person = "first"): Payload {
    return this.#post(thread, "say", { words }, who);
  }

  tap(thread: ThreadKey, { raw }: Button, who: Person = "first"): Payload {
    return this.#post(thread, "tap", { data: raw.data }, who);
  }

  #post(key: ThreadKey, what: string, more: Json, who: Person): Payload {
    const body = { id: `request-${this.#next()}`, as: PEOPLE[who], ...more };
    return { post: `/web/rooms/${key.channel}/${what}`, body };
  }

  opened(button: Button, { json }: Reply): OpenForm {
    const [card] = json.cards;
    const reply = { status: 200, text: "", json: { value: card } };
    // the page shows Teams' own cards
    return new TeamsClient(this.#installation, "channel", 0).opened(button, reply);
  }

  fill(thread: ThreadKey, { fields, raw }: OpenForm, values: Readonly<Record<string, string>>): Payload {
    const filled = fields.map(({ id, value }) => [`field:${id}`, values[id] ?? value]);
    return this.#post(thread, "tap", { data: { ...raw, ...Object.fromEntries(filled) } }, "first");
  }

  async shown(key: ThreadKey): Promise<readonly ShownMessage[]> {
    const { messages } = await roomOf(this.#installation, key.channel, 0);
    const standing = messages.filter(
      ({ mine, slot, position }) =>
        !mine && !messages.some((later) => later.update && later.slot === slot && later.position > position),
    );
    return standing.map(({ key: id, title, cards }) => ({
      id,
      words: title,
      buttons: cardButtons(cards, id),
    }));
  }
}

/** What a person sees in a room after a position, and the position of the last of it. */
export async function roomOf(
  { url }: Installation,
  room: string,
  after: number,
  person = PEOPLE.first.name as string,
): Promise<{ messages: readonly PageMessage[]; position: number }> {
  const watch = new Watch(`${url}/web/rooms/${room}/events?as=${encodeURIComponent(person)}`, {
    lastEventId: String(after),
  });
  const news = await watch.until(({ news: [first] }) => first);
  watch.stop();
  return { messages: news.messages, position: Number(watch.lastEventId) };
}
