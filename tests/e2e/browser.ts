/** A real Chromium: the system's own, driven by playwright-core. */
import { existsSync } from "node:fs";
import axe from "axe-core";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";

const PLACES = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Where a Chromium is, or null: then browser tests are skipped, and say so. */
export const CHROMIUM: string | null = PLACES.find((path) => path !== undefined && existsSync(path)) ?? null;

if (CHROMIUM === null)
  console.warn("No Chromium found: the browser tests are skipped. Install chromium, or set CHROMIUM_PATH.");

export const launch = (): Promise<Browser> =>
  chromium.launch({
    ...(CHROMIUM !== null && { executablePath: CHROMIUM }),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

export type Scheme = "light" | "dark";
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

export interface Look {
  scheme?: Scheme;
  viewport?: { width: number; height: number };
  /** The time that stands still in this browser. */
  at?: number;
  /** Timers, frames and the time of events are moved by the test alone, from this moment on. */
  clockFrom?: number;
  touch?: boolean;
}

/** One person's browser. What goes wrong in it, and what it asks of other servers, is kept. */
export class PageSession {
  readonly page: Page;
  readonly faults: string[];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, faults: string[]) {
    this.#context = context;
    this.page = page;
    this.faults = faults;
  }

  static async open(
    browser: Browser,
    url: string,
    { scheme = "light", viewport = DESKTOP, at, clockFrom, touch = false }: Look = {},
  ): Promise<PageSession> {
    const context = await browser.newContext({
      viewport,
      colorScheme: scheme,
      locale: "en-GB",
      timezoneId: "Europe/London",
      reducedMotion: "reduce",
      hasTouch: touch,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    if (at !== undefined) await page.clock.setFixedTime(at);
    if (clockFrom !== undefined) await page.clock.install({ time: clockFrom });
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    page.on("console", (message) => {
      // A server that is stopped on purpose is no fault of the page.
      if (message.type() === "error" && !/ERR_(CONNECTION|INCOMPLETE|NETWORK|EMPTY)/.test(message.text()))
        faults.push(message.text());
    });
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) faults.push(`asked ${request.url()}`);
    });
    await page.goto(url);
    if (clockFrom !== undefined) await page.clock.pauseAt(clockFrom + 60_000);
    return new PageSession(context, page, faults);
  }

  async start(name: string, known = ""): Promise<void> {
    const { page } = this;
    await page.getByLabel("What is known so far").fill(known);
    await page.getByRole("button", { name: "Start a case" }).click();
    await this.introduce(name);
    await this.question().waitFor();
  }

  async introduce(name: string): Promise<void> {
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    await this.page.getByRole("button", { name: "Save" }).click();
  }

  /** The open question. */
  question = () => this.page.locator("article.kind-question").last();
  message = (kind: string) => this.page.locator(`article.kind-${kind}`).last();

  /** Moves the open question into view, as who wants to read it does. */
  read = (): Promise<void> =>
    this.question()
      .getByRole("heading")
      .first()
      .evaluate((heading) => heading.scrollIntoView({ block: "center", behavior: "instant" }));

  /** Lets time pass in a browser whose clock is the test's, once what stands there has been laid out. */
  async pass(ms: number): Promise<void> {
    await this.page.evaluate(
      () =>
        new Promise<void>((done) => {
          new IntersectionObserver((_entries, observer) => {
            observer.disconnect();
            done();
          }).observe(document.body);
        }),
    );
    await this.page.clock.runFor(ms);
  }

  /** Taps a button of the open question, and waits until the question has been taken. */
  async answer(choose: string | number): Promise<void> {
    const question = this.question();
    const key = await question.getAttribute("data-key");
    const buttons = question.getByRole("button");
    await this.read();
    await (typeof choose === "number"
      ? buttons.nth(choose)
      : buttons.filter({ hasText: choose }).first()
    ).click();
    await this.page.waitForFunction(
      (old) => document.querySelector(`article.kind-question[data-key="${old}"]`) === null,
      key,
    );
  }

  /** Types words and sends them with Enter. */
  async say(words: string): Promise<void> {
    await this.page.getByLabel("Your answer or question").fill(words);
    await this.page.keyboard.press("Enter");
  }

  /** What axe-core has against the page as it stands, or against parts of it: all of a long one takes long. */
  async violations(...parts: string[]): Promise<string[]> {
    await this.page.evaluate(axe.source);
    return this.page.evaluate(async (include) => {
      const { axe } = globalThis as unknown as { axe: Axe };
      const { violations } = await axe.run(include.length > 0 ? { include } : document);
      return violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("; ")}`,
      );
    }, parts);
  }

  /** How many pixels of the page lie beyond its right edge. */
  overflow = (): Promise<number> =>
    this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  close = (): Promise<void> => this.#context.close();
}

interface Axe {
  run(
    where: unknown,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
}
