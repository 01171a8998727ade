/** The same with the order of arguments that some tests still use. */
import type { Json } from "../../fakes/teams-activities.ts";
import type { Button } from "./play-case.ts";
import { type Screen, TeamsThread } from "./teams-thread.ts";

export class TimedTeamsThread {
  readonly #thread: TeamsThread;

  private constructor(thread: TeamsThread) {
    this.#thread = thread;
  }

  static async open(): Promise<TimedTeamsThread> {
    return new TimedTeamsThread(await TeamsThread.open({ timed: true, pause: 5_500 }));
  }

  get hospital() {
    return this.#thread.harness;
  }
  get connector() {
    return this.#thread.connector;
  }
  get cards() {
    return this.#thread.cards;
  }
  get question() {
    return this.#thread.question;
  }
  button = (screen: Screen, title: string) => this.#thread.button(screen, title);
  events = () => this.#thread.events();
  answered = () => this.#thread.answered();
  restart = () => this.#thread.restart();
  close = () => this.#thread.close();
  wait = (ms: number) => this.#thread.wait(ms);
  post = async (body: Json) => (await this.#thread.post(body)).json;
  say = async (words: string, after?: number, changes: Json = {}) =>
    (await this.#thread.say(words, changes, after)).json;
  tap = async (screen: Screen, button: Button, after: number, changes: Json = {}) =>
    (await this.#thread.tap(screen, button, changes, after)).json;
}
