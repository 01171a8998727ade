/** One person's conversation in a terminal: which case they are in, what was asked, and what is printed. */
import { randomUUID } from "node:crypto";
import {
  type Actor,
  type AskingPost,
  askedIn,
  type BotService,
  type CaseLine,
  faultText,
  type Inbound,
  NOT_ASSESSED_YET,
  type Outbound,
  type Role,
  type StandingPost,
  type ThreadKey,
  type View,
} from "../../src/index.ts";
import { terminalAdapter } from "./adapter.ts";
import type { TypedLine } from "./parse.ts";
import { renderView, type TerminalStyle } from "./render.ts";

const PLACE = { platform: "terminal", tenant: "local" } as const;
const PERSON: Actor = { id: "terminal:local:you", name: "you" };

/** Each case has a thread of its own, so that several can be open. */
const newThread = (): ThreadKey => ({ ...PLACE, channel: "chat", thread: randomUUID() });

export interface ChatOptions {
  service: BotService;
  style: TerminalStyle;
  print: (lines: readonly string[]) => void;
  /** The person's choice in an earlier case; null when they never chose. */
  role: Role | null;
  /**
   * `screen`: someone reads what is printed. `in-order`: lines of a file, written to answer one question after
   * another. `findings`: lines of a file that nobody wrote for these questions.
   */
  lines: "screen" | "in-order" | "findings";
  /** A clock that never goes back, in milliseconds. */
  elapsed: () => number;
}

/** A file that is read in order was written for the questions: each line counts as typed after reading. */
const READ_BEFOREHAND_MS = 60_000;

export class Chat {
  readonly #options: ChatOptions;
  #current: { handle: string; thread: ThreadKey } | null = null;
  /** The last message that asked in the current case, and since when it has been printed. */
  #asked: { post: AskingPost; at: number } | null = null;
  #offered = false;
  /** A turn's messages are held back until its echo has been printed. */
  #held: View[] | null = null;

  constructor(options: ChatOptions) {
    this.#options = options;
    options.service.open(
      terminalAdapter(({ view }) => (this.#held ? this.#held.push(view) : this.#show(view))),
    );
  }

  /** The name of the case that words go to; null while none is chosen. */
  get handle(): string | null {
    return this.#current?.handle ?? null;
  }

  /** Whether the last printed message offers to begin a case with the kept words. */
  get offered(): boolean {
    return this.#offered;
  }

  /** The open cases of this terminal, the most urgent first. */
  openCases(): Promise<readonly CaseLine[]> {
    return this.#options.service.casebook.list(PLACE);
  }

  /** Begins a new case, or offers the ones that are open. */
  async begin(): Promise<void> {
    if (this.#options.lines === "findings")
      this.#options.print([
        "Lines of a file are read as findings. With --in-order they answer the questions as these are asked.",
      ]);
    const open = this.#options.lines === "screen" ? await this.openCases() : [];
    if (open.length === 0) await this.#startCase("");
    else this.#offer(open);
  }

  async take(line: Exclude<TypedLine, { kind: "quit" | "nothing" }>): Promise<void> {
    const { print } = this.#options;
    switch (line.kind) {
      case "new":
        return this.#startCase(line.words);
      case "case":
        return this.#goOnWith(line.handle);
      case "another":
        return print([
          "",
          `Another patient? Type new and the findings to start a case. If they are about ${this.handle}, type them without "triage". Nothing is recorded.`,
        ]);
      case "words":
        if (this.#current === null) this.#offer(await this.openCases());
        else
          await this.#run({
            kind: "say",
            actor: PERSON,
            words: line.words,
            addressed: true,
            typedOnly: true,
          });
    }
  }

  /** What is known so far, when the input ends before there is a decision: never as reassurance. */
  async sumUp(): Promise<void> {
    if (this.#current === null) return;
    const posted = await this.#options.service.casebook.posted(this.#current.thread, 0);
    const line = await this.#options.service.casebook.inThread(this.#current.thread);
    if (line === null || line.closed || posted.some(({ outbound }) => outbound.view.kind === "result"))
      return;
    await this.#run({ kind: "say", actor: PERSON, words: "status", addressed: true });
  }

  async #startCase(words: string): Promise<void> {
    const { role, lines } = this.#options;
    this.#current = null;
    this.#asked = null;
    const thread = newThread();
    // one person at a terminal: the role is chosen with a command, not asked for
    const actor = {
      ...PERSON,
      ...(role === null && { role: "physician" as const }),
      // each line of a file answers one question
      ...(lines === "in-order" && { asks: "one by one" as const }),
    };
    await this.#run({ kind: "start", actor, words }, thread);
  }

  /** Prints the pending question of a case, as it was asked. */
  async #goOnWith(handle: string): Promise<void> {
    const line = (await this.openCases()).find((each) => each.handle === handle);
    if (!line?.thread) return this.#offer(await this.openCases());
    this.#current = { handle, thread: line.thread };
    this.#asked = null;
    await this.#run({ kind: "say", actor: PERSON, words: "status", addressed: true });
    const standing = new Map<string, View>();
    for (const { outbound } of await this.#options.service.casebook.posted(line.thread, 0))
      if (outbound.audience.kind === "thread") {
        standing.delete(outbound.slot);
        standing.set(outbound.slot, outbound.view);
      }
    const asking = [...standing.values()].findLast((view) => askedIn(view) !== null);
    if (asking) this.#show(asking);
  }

  #offer(open: readonly CaseLine[]): void {
    const { print, style } = this.#options;
    print([
      "",
      open.length === 1 ? "One case is open:" : `${open.length} cases are open:`,
      ...open.map((line) => `  ${caseWords(line, style)}`),
      "Type a case's name to go on with it, or new to start another.",
    ]);
  }

  async #run(inbound: Inbound, thread = this.#current?.thread): Promise<void> {
    const { service } = this.#options;
    if (!thread) return;
    this.#held = [];
    const receipt = await service.bot.receive({
      deliveries: [],
      thread,
      inbound: { ...inbound, standing: this.#standing() },
    });
    await service.settled();
    if (receipt.handle !== null) this.#current = { handle: receipt.handle, thread };
    const held = this.#held;
    this.#held = null;
    this.#showChanges(receipt.said);
    for (const view of receipt.reply) this.#show(view);
    for (const view of held) this.#show(view);
  }

  /** A change of an earlier message, which elsewhere takes its place; what was recorded stands on what comes next. */
  #showChanges(said: readonly Outbound[]): void {
    for (const { view, onlyUpdate } of said) if (onlyUpdate && view.kind !== "answered") this.#show(view);
  }

  /** The post that words are for; null where nothing printed could have been read. */
  #standing(): StandingPost | null {
    const { lines, elapsed } = this.#options;
    if (this.#asked === null || lines === "findings") return null;
    const { post, at } = this.#asked;
    return { ...post, forMs: lines === "in-order" ? READ_BEFOREHAND_MS : Math.round(elapsed() - at) };
  }

  #show(view: View): void {
    const { print, style, elapsed } = this.#options;
    const other = view.handle !== null && view.handle !== this.handle;
    print([...(other ? ["", `Case ${view.handle}`] : []), ...renderView(view, style)]);
    this.#offered = view.actions.some(({ act }) => act.do === "begin");
    const post = other ? null : askedIn(view);
    if (post !== null) this.#asked = { post, at: elapsed() };
  }
}

/** A case in a few words: enough to distinguish two open ones. */
function caseWords(line: CaseLine, { time }: TerminalStyle): string {
  const { handle, fault, urgency, provisional, openedAt, about, next } = line;
  if (fault !== null) return `${handle}: ${faultText(fault)}`;
  const state = urgency === null ? NOT_ASSESSED_YET : `${urgency}${provisional ? ", provisional" : ""}`;
  const act = next === null ? "" : `. ${next.label}, by ${time(next.due)}`;
  return `${handle}: ${state}${about === null ? "" : `, ${about}`}, opened ${time(openedAt)}${act}`;
}
