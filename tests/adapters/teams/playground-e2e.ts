/**
 * `npm run e2e:teams`: Microsoft's own client in a headless browser, a case in each scope, and pictures of what people
 * see in .e2e/teams/. It stops with a non-zero code when a step does not come about.
 */
import { once } from "node:events";
import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { openTeams, type TeamsLog } from "../../../adapters/teams/main.ts";
import { CHROMIUM, launch } from "../../e2e/browser.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { buttonFor, buttonsOf, questionOf, wordsOf } from "./play-case.ts";
import { BOT, PLACES, Playground, type ShownActivity } from "./playground.ts";

const PICTURES = join(import.meta.dirname, "../../../.e2e/teams");
/** A step ends when it is seen to; this only ends one that never comes, on a machine however busy. */
const STEP_MS = 240_000;

const DESKTOP = { width: 1500, height: 1000 };
/** So high that no card is partly under the page's own bars. */
const TALL = { width: 1500, height: 4000 };
/** Pixels that a phone, or a meeting's side panel, leaves for a card. */
const NARROW = 288;

const TREE = { personal: "Personal Chat", group: "Group Chat", channel: "Ward 5 - General" } as const;
type Scope = keyof typeof TREE;

/** How a card is known among those on the page. */
interface Look {
  title: string;
  holds?: string;
}

const exactly = (words: string, before = ""): RegExp =>
  new RegExp(before + words.replace(/[^\p{L}\p{N}\s]/gu, "\\$&"));

/** One scope on a page of its own: what a person sees there and does. */
class Screen {
  readonly page: Page;
  readonly #scope: Scope;
  readonly #client: Playground;
  #count = 0;

  constructor(page: Page, scope: Scope, client: Playground) {
    this.page = page;
    this.#scope = scope;
    this.#client = client;
    page.setDefaultTimeout(STEP_MS);
  }

  /** The newest card whose title begins so, in just these capitals, and that holds the other words too. */
  card({ title, holds = "" }: Look): Locator {
    const cards = this.page.locator(".ac-adaptiveCard").filter({ hasText: exactly(title, "^\\s*") });
    return (holds === "" ? cards : cards.filter({ hasText: exactly(holds) })).last();
  }

  /** A picture of one card, whole; in the first scope also as narrow as on a phone. */
  async picture(name: string, look: Look): Promise<void> {
    const card = this.card(look);
    await card.waitFor();
    await this.page.setViewportSize(TALL);
    await this.#shoot(name, card);
    if (this.#scope !== "personal") return this.page.setViewportSize(DESKTOP);
    const handle = await card.elementHandle();
    await handle?.evaluate((element, width) => {
      element.style.width = `${width}px`;
    }, NARROW);
    await this.#shoot(`${name}-narrow`, card);
    await handle?.evaluate((element) => {
      element.style.width = "";
    });
    await this.page.setViewportSize(DESKTOP);
  }

  /** A picture of the page as it stands, at the newest message of the case. */
  async whole(name: string): Promise<void> {
    const last = this.page
      .locator(".ac-adaptiveCard")
      .filter({ hasText: exactly("Case ") })
      .last();
    if ((await last.count()) > 0) await last.scrollIntoViewIfNeeded();
    await this.#shoot(name, this.page);
  }

  async #shoot(name: string, what: Locator | Page): Promise<void> {
    this.#count += 1;
    const file = `${this.#scope}-${String(this.#count).padStart(2, "0")}-${name}.png`;
    await what.screenshot({ path: join(PICTURES, file), animations: "disabled" });
    process.stdout.write(`${file}\n`);
  }

  /** The image that follows a card. */
  async image(name: string, look: Look): Promise<void> {
    const after = "xpath=following::*[contains(@class, 'ac-adaptiveCard')][.//img[@alt]]";
    const card = this.card(look).locator(after).first();
    await card.waitFor();
    await this.page.setViewportSize(TALL);
    await this.#shoot(name, card);
    await this.page.setViewportSize(DESKTOP);
  }

  async tap(button: string, look: Look): Promise<void> {
    await this.card(look).getByRole("button", { name: button, exact: true }).last().click();
  }

  /** Writes a message: in a channel the first one is a post, and the others are replies to it. */
  async write(words: string, first = false): Promise<void> {
    const boxes = this.page.getByRole("textbox");
    const post = first && this.#scope === "channel";
    // In a channel the newest post stands first, below the box for another post.
    await (post ? boxes.first() : this.#scope === "channel" ? boxes.nth(1) : boxes.last()).click();
    if (this.#scope !== "personal") {
      await this.page.keyboard.type("@");
      await this.page.getByRole("menuitem", { name: BOT.name }).click();
    }
    await this.page.keyboard.type(` ${words}`);
    if (post) await this.page.getByRole("button", { name: "Post", exact: true }).click();
    else await this.page.keyboard.press("Enter");
  }

  /** The conversation of the case. */
  get conversation(): string {
    if (this.#scope !== "channel") return PLACES[this.#scope];
    const posts = [...this.#client.conversations.keys()].filter((each) => each.includes(";messageid="));
    const found = posts.find((each) =>
      this.#client
        .shown(each)
        .some(({ card }) => questionOf(card) !== null || wordsOf(card).includes("Case ")),
    );
    if (found === undefined) throw new Error("no thread of the channel has a case");
    return found;
  }

  /** Waits for what the bot shows last. */
  until<T>(seen: (shown: ShownActivity[]) => T | null | undefined): Promise<T> {
    const late = setTimeout(STEP_MS, undefined, { ref: false }).then(() => {
      throw new Error(`${this.#scope}: what was waited for did not come`);
    });
    return Promise.race([this.#client.until(this.conversation, seen), late]);
  }
}

const ILL = {
  procedure: "caudal",
  limb_weakness_or_sensory_change: "present",
  distal_pulses: "present",
  next_day_contact_made: "present",
};
const titleOf = ({ card }: ShownActivity): string => wordsOf(card).split("\n")[0] ?? "";
const isDecision = ({ card }: ShownActivity): boolean => buttonsOf(card).some(({ title }) => title === "Why");

interface PlaygroundScope {
  harness: ServiceHarness;
  /** Moves the hospital's clock on, and looks at its deadlines. */
  later(hours: number): Promise<void>;
}

/** A case from its first words to its result, with pictures on the way; in a private chat all that can be asked too. */
async function scope(screen: Screen, url: string, place: Scope, time: PlaygroundScope): Promise<void> {
  const { page } = screen;
  const all = place === "personal";
  await page.goto(url);
  await page.getByRole("treeitem", { name: TREE[place], exact: true }).click();
  await screen.picture("welcome", { title: "What you can say" });
  await screen.write("triage", true);
  await screen.picture("choice", { title: "Context 1 of 4: Procedure" });
  await screen.tap("Epidural steroid, caudal", { title: "Context 1 of 4: Procedure" });
  await screen.picture("answered", { title: "Procedure", holds: "epidural steroid, caudal, by Alex" });
  await screen.picture("typed", { title: "Context 2 of 4: Time since the injection" });
  await screen.write("6 h");

  const done = new Set<string>();
  let alerted = false;
  let result: Look = { title: "" };
  for (;;) {
    const next = await screen.until((shown) => {
      if (!alerted && shown.some((each) => titleOf(each).startsWith("EMERGENT: "))) return "alert" as const;
      const decision = shown.find(isDecision);
      if (decision) {
        result = { title: titleOf(decision), holds: "Disposition" };
        return "result" as const;
      }
      return shown.findLast((each) => questionOf(each.card) !== null && !done.has(each.id));
    });
    if (next === "result") break;
    if (next === "alert") {
      alerted = true;
      await screen.picture("alert", { title: "EMERGENT: Neurological deficit" });
      await screen.whole("alert-page");
      if (all) await fill(screen);
      if (all) await propose(screen);
      continue;
    }
    done.add(next.id);
    const question = { title: titleOf(next) };
    if (question.title.startsWith("Context 2")) continue;
    if (question.title.startsWith("Red flags 2 of ")) await screen.picture("question", question);
    await screen.tap(buttonFor(next.card, ILL).title, question);
  }
  await screen.picture("result", result);
  for (const title of ["Because", "Sources"]) await screen.tap(title, result);
  await screen.picture("result-open", result);
  await screen.picture("results-phase", { title: "Results 1 of ", holds: "Spine imaging result" });
  for (const [words, look] of all ? ASKED : ASKED.slice(0, 1)) {
    await screen.write(words);
    await screen.picture(words.replace(" ", "-"), look);
    if (PICTURED.has(words)) await screen.image(`${words}-picture`, look);
  }
  await time.later(3.75);
  await screen.picture("reminder", { title: "Due soon: MRI of the spine" });
  await time.later(24);
  const overdue = { title: "OVERDUE: MRI of the spine" };
  await screen.picture("overdue", overdue);
  await screen.tap("Done", overdue);
  await screen.picture("done", { title: "MRI of the spine", holds: "Done, late: it was due by " });
  await screen.write("status");
  const late = { title: "So far: EMERGENT", holds: "Done, late." };
  await screen.picture("status-late", late);
  await screen.image("status-late-picture", late);
  await screen.whole("end");
}

const ASKED = [
  ["status", { title: "So far: EMERGENT" }],
  ["why", { title: "Why", holds: "What counts so far" }],
  ["cite 4", { title: "Source 4" }],
  ["handoff", { title: "Handoff, case ", holds: "S: Situation" }],
  ["timeline", { title: "Case ", holds: ", what happened" }],
  ["list", { title: "My open cases" }],
] as const;
const PICTURED: ReadonlySet<string> = new Set(["status", "handoff", "timeline"]);

/** A section by its form, opened from its question. */
async function fill(screen: Screen): Promise<void> {
  const open = await screen.until((shown) => shown.findLast(({ card }) => questionOf(card) !== null));
  await screen.tap("Answer several", { title: titleOf(open) });
  const form = { title: "Red flags", holds: "Leave a field alone" };
  await screen.picture("form", form);
  await screen.card(form).getByRole("combobox").last().click();
  await screen.page.getByRole("option", { name: "None", exact: true }).click();
  await screen.tap("Submit", form);
}

/** Findings that are typed at will: shown, then confirmed. */
async function propose(screen: Screen): Promise<void> {
  await screen.write("no fever; can't lift L foot; R calf 41 vs 37");
  const proposal = { title: "Understood as follows." };
  await screen.picture("proposal", proposal);
  await screen.tap("Confirm", proposal);
  await screen.picture("confirmed", { title: "Confirmed and recorded" });
}

/** What the adapter could not do: the first place to look when a step does not come about. */
const print: TeamsLog = (level, event, fields) =>
  void process.stdout.write(`${[level, event, JSON.stringify(fields ?? {})].join(" ")}\n`);

/** The scopes that are named on the command line, or all. */
function wanted(): Scope[] {
  const all = Object.keys(TREE) as Scope[];
  const named = all.filter((each) => process.argv.includes(each));
  return named.length > 0 ? named : all;
}

async function main(): Promise<void> {
  if (CHROMIUM === null) throw new Error("there is no Chromium: install it, or set CHROMIUM_PATH");
  mkdirSync(PICTURES, { recursive: true });
  for (const file of readdirSync(PICTURES))
    if (wanted().some((place) => file.startsWith(`${place}-`))) rmSync(join(PICTURES, file));
  const closers: (() => unknown)[] = [];
  try {
    let ahead = 0;
    const harness = await ServiceHarness.open({
      site: { broadcast_alerts: false },
      clock: () => Date.now() + ahead,
    });
    closers.push(() => harness.close());
    const { bot, casebook } = harness.service;
    const teams = openTeams(
      { credentials: null, anyone: false },
      { bot, casebook, addresses: harness.store.addresses, log: print },
    );
    closers.push(() => teams.stop());
    harness.serve(teams.adapter);
    // As in production: what does not arrive at once is tried again.
    await harness.service.start();
    const server = createServer((req, res) => void teams.handler(req, res)).listen(0, "127.0.0.1");
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    await once(server, "listening");
    const port = (server.address() as AddressInfo).port;
    const client = await Playground.start(`http://127.0.0.1:${port}/api/messages`);
    closers.push(() => client.stop());
    const browser = await launch();
    closers.push(() => browser.close());
    const time: PlaygroundScope = {
      harness,
      async later(hours) {
        ahead += hours * 3_600_000;
        await harness.service.sweep();
      },
    };
    for (const place of wanted()) {
      const page = await browser.newPage({ viewport: DESKTOP });
      // The only thing that the page asks of the internet.
      await page.route(/res-1\.cdn\.office\.net/, (route) => route.abort());
      const screen = new Screen(page, place, client);
      try {
        await scope(screen, client.url, place, time);
      } catch (error) {
        await screen.whole("failed");
        throw error;
      }
      await page.close();
    }
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

await main();
