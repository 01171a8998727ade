/** Plays people at their chat clients: answers what is asked, fills in forms, and keeps requests for later. */
import type { ThreadKey } from "../../src/adapter.ts";
import type { Act } from "../../src/case/inbound.ts";
import type { Button, ChatClient, OpenForm, Payload } from "./client.ts";
import type { Installation, Reply } from "./installation.ts";
import { type Findings, PATIENTS, patientIn, type Urgency } from "./patients.ts";

const MINUTE = 60_000;

/** A request to be sent after the upgrade. */
export interface RecordedRequest {
  name: string;
  what: string;
  payload: Payload;
  /** It begins a case, which runs on the newest protocol: what is asked in it is that one's. */
  startsCase?: true;
}

export interface FixtureCase {
  handle: string;
  client: string;
  what: string;
  state: "open" | "closed" | "forgotten";
}

export class Player {
  readonly requests: RecordedRequest[] = [];
  readonly cases: FixtureCase[] = [];
  readonly #installation: Installation;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  /** Time passes as it does between two things that a person does. */
  #pass(): void {
    this.#installation.now += MINUTE / 6;
  }

  /** Sends as its platform does, and waits until all is said. @throws when it is not taken */
  async send(payload: Payload): Promise<Reply> {
    this.#pass();
    const reply = await this.#installation.deliver(payload);
    if (reply.status !== 200) throw new Error(`${payload.post} was answered ${reply.status}: ${reply.text}`);
    return reply;
  }

  /** Keeps a request, to be sent after the upgrade. */
  keep(client: ChatClient, kind: string, what: string, payload: Payload, startsCase?: true): void {
    const name = `${client.name}.${kind}`;
    this.requests.push({ name, what, payload, ...(startsCase && { startsCase }) });
  }

  /** Begins a case in a thread of its own. */
  async begin(client: ChatClient, what: string, state: FixtureCase["state"] = "open"): Promise<ThreadKey> {
    const { payload, thread } = client.begin();
    const begun = thread(await this.send(payload));
    const found = await this.#installation.store.cases.loadByThread(begun);
    if (!found) throw new Error(`${client.name}: no case began`);
    this.cases.push({ handle: found.encounter.handle, client: client.name, what, state });
    return begun;
  }

  /** The last button of a thread that does what is wanted. */
  async button(
    client: ChatClient,
    thread: ThreadKey,
    is: (act: Act, label: string) => boolean,
  ): Promise<Button> {
    const shown = await client.shown(thread);
    const found = shown.flatMap(({ buttons }) => buttons).findLast(({ act, label }) => is(act, label));
    if (!found) throw new Error(`${client.name}: there is no such button below: ${shown.at(-1)?.words}`);
    return found;
  }

  /** The answers of the question that is open. */
  async answers(client: ChatClient, thread: ThreadKey): Promise<readonly Button[]> {
    const shown = await client.shown(thread);
    const answers = shown.map(({ buttons }) => buttons.filter(({ act }) => act.do === "answer"));
    return answers.findLast(({ length }) => length > 0) ?? [];
  }

  /** Answers the open question as a patient with these findings would. */
  async answer(client: ChatClient, thread: ThreadKey, findings: Findings): Promise<void> {
    const answers = await this.answers(client, thread);
    const value = ({ act }: Button) => (act.do === "answer" ? act.value : "");
    const [{ act } = { act: null }] = answers;
    const wanted = act?.do === "answer" ? findings[act.question] : undefined;
    if (wanted?.startsWith("say:")) {
      await this.send(client.say(thread, wanted.slice(4)));
      return;
    }
    const found = [wanted, "absent", "normal", "none", "not_assessed"]
      .map((each) => answers.find((button) => value(button) === each))
      .find((each) => each !== undefined);
    if (!found) throw new Error(`${client.name}: nothing answers ${JSON.stringify(act)}`);
    await this.send(client.tap(thread, found));
  }

  /** Answers until there is a result: each section in its form, and what its form leaves open one by one. */
  async decide(client: ChatClient, thread: ThreadKey, urgency: Urgency): Promise<void> {
    const filled = new Set<string>();
    for (let turns = 0; turns < 60; turns += 1) {
      if (await this.#hasResult(client, thread)) return;
      const several = await this.button(
        client,
        thread,
        (act) => act.do === "form" && act.section !== undefined,
      );
      const { section } = several.act as { section: string };
      if (filled.has(section)) await this.answer(client, thread, PATIENTS[urgency]);
      else {
        filled.add(section);
        const form = await this.openForm(client, thread, several);
        await this.send(client.fill(thread, form, patientIn(form, PATIENTS[urgency])));
      }
    }
    throw new Error(`${client.name}: the case does not come to its end`);
  }

  /** @throws when the latest decision of a case says to act on another urgency */
  async mustActOn(thread: ThreadKey, urgency: Urgency): Promise<void> {
    const found = await this.#installation.store.cases.loadByThread(thread);
    const decided = found?.events.findLast(({ type }) => type === "decided");
    const acts = decided && JSON.parse(decided.body).assessment.acts_on;
    if (acts !== urgency) throw new Error(`a case was decided ${acts} that was to be ${urgency}`);
  }

  async #hasResult(client: ChatClient, thread: ThreadKey): Promise<boolean> {
    const shown = await client.shown(thread);
    return shown.some(({ buttons }) =>
      buttons.some(({ act }) => act.do === "command" && act.words === "handoff"),
    );
  }

  /** Opens the form of a button. */
  async openForm(client: ChatClient, thread: ThreadKey, button: Button): Promise<OpenForm> {
    return client.opened(button, await this.send(client.tap(thread, button)));
  }

  passMinutes(minutes: number): void {
    this.#installation.now += minutes * MINUTE;
  }
}
