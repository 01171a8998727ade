/**
 * What is in a fixture's store: the same cases at every client, left in every state that a case can be left in, and for
 * each kind of button and form the request that its platform will send when somebody taps it after the upgrade.
 */
import type { ThreadKey } from "../../src/adapter.ts";
import type { Act } from "../../src/case/inbound.ts";
import type { ChatClient, Payload, Person } from "./client.ts";
import { PATIENTS, type Urgency, valuesFor, WELL } from "./patients.ts";
import { Player } from "./player.ts";
import type { SlackClient } from "./slack-client.ts";
import type { TeamsClient } from "./teams-client.ts";

/** Typed words that hold a doubt, two answers that contradict each other, and one that is plain. */
const FREE_TEXT = "caudal injection; legs maybe numb? fever 38.6 but denies fever";

export class Scenario extends Player {
  /** A case in which a question is open. */
  async asking(client: ChatClient): Promise<void> {
    const thread = await this.begin(client, "a question is open, and two are answered");
    const [late] = (await this.answers(client, thread)).filter(({ act }) => act.do === "answer").slice(1);
    await this.answer(client, thread, WELL);
    const again = client.say(thread, "120 h");
    await this.send(again);
    const open = await this.answers(client, thread);
    const [answer] = open;
    if (!late || !answer) throw new Error("too few answers");
    this.keep(client, "answer", "An answer to the open question", client.tap(thread, answer));
    const other: Person = client.shared ? "second" : "first";
    this.keep(
      client,
      "answer-late",
      "Another answer to a question that is answered",
      client.tap(thread, late, other),
    );
    this.keep(client, "say", "Typed words that answer the open question", client.say(thread, "no"));
    this.keep(client, "redelivered", "A message that was handled before the upgrade, sent once more", again);
    const change = await this.button(client, thread, ({ do: does }) => does === "change");
    this.keep(client, "change", "Change, on an answer", client.tap(thread, change));
    const several = await this.button(
      client,
      thread,
      (act) => act.do === "form" && act.section !== undefined,
    );
    this.keep(client, "form-section", "A section's form, opened", client.tap(thread, several));
    const form = await this.openForm(client, thread, several);
    const values = valuesFor(form);
    this.keep(client, "submit-section", "A section's form, filled in", client.fill(thread, form, values));
    const typed = form.fields.find(({ options }) => options.length === 0);
    if (!typed) throw new Error("the form has no field for words");
    const wrong = { ...values, [typed.id]: "neither here nor there" };
    this.keep(
      client,
      "submit-section-not-understood",
      "A section's form with words in it that are no answer",
      client.fill(thread, form, wrong),
    );
  }

  /** A case with a list that waits to be confirmed. */
  async waiting(client: ChatClient): Promise<void> {
    const thread = await this.begin(client, "what was typed waits to be confirmed");
    await this.send(client.say(thread, FREE_TEXT));
    const tap = async (does: Act["do"], kind: string, what: string) => {
      const button = await this.button(client, thread, (act) => act.do === does && !("section" in act));
      this.keep(client, kind, what, client.tap(thread, button));
      return button;
    };
    await tap("confirm", "confirm", "Confirm, on what was understood of typed words");
    await tap("discard", "discard", "Discard, on what was understood of typed words");
    await tap("pick", "pick", "One of two answers that contradict each other");
    const edit = await tap("form", "form-list", "The form of what was understood, opened");
    const form = await this.openForm(client, thread, edit);
    this.keep(
      client,
      "submit-list",
      "The form of what was understood, filled in",
      client.fill(thread, form, valuesFor(form)),
    );
  }

  /** A case in which two people's answers differ. */
  async disputed(client: ChatClient): Promise<void> {
    const thread = await this.begin(client, "two people's answers differ");
    const [one, two] = await this.answers(client, thread);
    if (!one || !two) throw new Error("too few answers");
    await this.send(client.tap(thread, one, "first"));
    await this.send(client.tap(thread, two, "second"));
    const settle = await this.button(client, thread, ({ do: does }) => does === "settle");
    this.keep(client, "settle", "One of two people's answers", client.tap(thread, settle));
    await this.send(client.say(thread, "change weakness"));
    const present = await this.button(
      client,
      thread,
      (act) => act.do === "answer" && act.value === "present",
    );
    this.keep(client, "answer-alert", "An answer that is an emergency", client.tap(thread, present));
  }

  /** A decided case. */
  async decided(client: ChatClient, urgency: Urgency): Promise<ThreadKey> {
    const thread = await this.begin(client, `decided: ${urgency}`);
    await this.decide(client, thread, urgency);
    await this.mustActOn(thread, urgency);
    const why = await this.button(client, thread, (act) => act.do === "command" && act.words === "why");
    this.keep(client, "command", "Why, on a result", client.tap(thread, why));
    return thread;
  }

  /** A case with an alert and its deadline, before any result. */
  async alerted(client: ChatClient): Promise<ThreadKey> {
    const thread = await this.begin(client, "an alert is posted, and a deadline of it is due");
    await this.send(client.say(thread, "change weakness"));
    await this.answer(client, thread, PATIENTS.EMERGENT);
    return thread;
  }

  /** Keeps the buttons of a case's last reminder. */
  async reminded(client: ChatClient, thread: ThreadKey): Promise<void> {
    for (const [does, label] of [
      ["snooze", "Snooze"],
      ["done", "Done"],
    ] as const) {
      const button = await this.button(client, thread, (act, title) => act.do === does && title === label);
      this.keep(client, does, `${label}, on a reminder`, client.tap(thread, button));
    }
  }

  /** Keeps an answer to the results phase's question, and the buttons of Slack that only show something. */
  async afterResult(client: SlackClient, thread: ThreadKey): Promise<void> {
    const [, back] = await this.answers(client, thread);
    if (!back) throw new Error("no result is asked for");
    this.keep(client, "answer-result", "What came back of imaging, after a result", client.tap(thread, back));
    const shown = (await client.shown(thread)).flatMap(({ buttons }) => buttons);
    for (const kind of ["sources", "picture"]) {
      const own = shown.findLast(({ raw }) => raw.action_id === `own:${kind}`);
      if (!own) throw new Error(`there is no button for the ${kind}`);
      this.keep(client, kind, `The button for the ${kind} of a result`, client.tap(thread, own));
    }
  }

  async closed(client: ChatClient): Promise<void> {
    const thread = await this.begin(client, "closed", "closed");
    const [answer] = await this.answers(client, thread);
    if (!answer) throw new Error("nothing is asked");
    await this.send(client.say(thread, "close"));
    this.keep(client, "answer-closed", "An answer in a case that is closed", client.tap(thread, answer));
    this.keep(client, "say-reopen", "The words that open a closed case again", client.say(thread, "reopen"));
  }

  async forgotten(client: ChatClient): Promise<void> {
    const thread = await this.begin(client, "forgotten", "forgotten");
    const [answer] = await this.answers(client, thread);
    if (!answer) throw new Error("nothing is asked");
    await this.send(client.say(thread, "forget"));
    const sure = await this.button(
      client,
      thread,
      (act) => act.do === "command" && /^forget /.test(act.words),
    );
    await this.send(client.tap(thread, sure));
    this.keep(
      client,
      "answer-forgotten",
      "An answer in a case that is forgotten",
      client.tap(thread, answer),
    );
  }

  /** A case of which something was said that is not sent yet. */
  async unsent(client: ChatClient): Promise<Payload> {
    const thread = await this.begin(client, "something of it is not sent yet");
    const [answer] = await this.answers(client, thread);
    if (!answer) throw new Error("nothing is asked");
    return client.tap(thread, answer);
  }

  /** A case with all that is seldom in one: a list discarded, a step back, another owner and role, a reopening. */
  async noted(client: ChatClient): Promise<ThreadKey> {
    const thread = await this.begin(client, "corrected, reopened, and with another role");
    await this.answer(client, thread, WELL);
    for (const words of ["back", "other", "role nurse", "maybe fever", "discard", "close", "reopen"])
      await this.send(client.say(thread, words));
    return thread;
  }

  /** What only one platform has. */
  async extras(slack: SlackClient, teams: TeamsClient): Promise<void> {
    const thread = await this.begin(slack, "a message of it was changed, and one removed");
    const [first, second] = [slack.say(thread, "caudal"), slack.say(thread, "30 h")];
    for (const payload of [first, second, slack.edit(first, "blood patch"), slack.remove(second)])
      await this.send(payload);
    this.keep(slack, "start-home", "The start button of the Home tab", slack.startAtHome(), true);
    this.keep(
      slack,
      "shortcut",
      "The shortcut on a message",
      slack.shortcut("Legs swollen since the block"),
      true,
    );
    const other = await this.begin(teams, "a question is open");
    const [answer] = await this.answers(teams, other);
    if (!answer) throw new Error("nothing is asked");
    this.keep(
      teams,
      "answer-submit",
      "An answer from a client that knows Action.Submit alone",
      teams.submit(other, answer),
    );
  }
}
