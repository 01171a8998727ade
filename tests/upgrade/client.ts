/** A person's client of a chat platform: the requests that come of what people do in it, and what it shows them. */
import type { ThreadKey } from "../../src/adapter.ts";
import type { Act } from "../../src/case/inbound.ts";
import type { Reply } from "./installation.ts";

export type Json = Record<string, unknown>;

/** A request as the platform sends it: the path that it is posted to, and its body. Signatures are made when it is sent. */
export interface Payload {
  post: string;
  body: Json;
}

/** A button or a menu's option that stands on a message. `raw` is what its platform sends back of it. */
export interface Button {
  label: string;
  act: Act;
  raw: Json;
  message: string;
}

/** A message as it stands now. */
export interface ShownMessage {
  id: string;
  words: string;
  buttons: readonly Button[];
}

/** A form that was opened: its fields with what they hold, and what its platform sends back of it. */
export interface OpenForm {
  fields: readonly { id: string; value: string; options: readonly string[] }[];
  raw: Json;
  message: string;
}

/** Person acts: the first begins each case, the second joins in. A private chat has one person only. */
export type Person = "first" | "second";

/** One kind of conversation on one platform. Every method but `shown` and `opened` only makes a payload. */
export interface ChatClient {
  readonly name: string;
  /** Whether others can join in. */
  readonly shared: boolean;
  /** A new thread for a case, and the payload that begins the case in it. */
  begin(): { payload: Payload; thread: (reply: Reply) => ThreadKey };
  say(thread: ThreadKey, words: string, who?: Person): Payload;
  tap(thread: ThreadKey, button: Button, who?: Person): Payload;
  fill(thread: ThreadKey, form: OpenForm, values: Readonly<Record<string, string>>): Payload;
  /** The messages of a thread that everybody sees, in order. */
  shown(thread: ThreadKey): Promise<readonly ShownMessage[]>;
  /** The form that the tap just answered has opened. */
  opened(button: Button, reply: Reply): OpenForm;
}
