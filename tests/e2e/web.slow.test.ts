import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOON, WebHttpHarness } from "../adapters/web/web-http-harness.ts";
import { CHROMIUM, DESKTOP, type Look, launch, PageSession, PHONE, type Scheme } from "./browser.ts";

describe.skipIf(CHROMIUM === null)("the page in a browser", { timeout: 180_000 }, () => {
  let browser: Browser;
  let harness: WebHttpHarness;
  const sessions: PageSession[] = [];
  const open = async (more?: Look, url = harness.url): Promise<PageSession> => {
    const session = await PageSession.open(browser, url, more);
    sessions.push(session);
    return session;
  };
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    harness = await WebHttpHarness.openPage();
  });
  afterEach(async () => {
    const faults = sessions.flatMap((session) => session.faults);
    await Promise.all(sessions.splice(0).map((session) => session.close()));
    await harness.close();
    // Nothing failed, nothing was blocked, and no other server was asked.
    expect(faults).toEqual([]);
  });

  test("a whole case by taps", async () => {
    const session = await open();
    await session.start("Resident");
    const result = session.message("result");
    for (let count = 0; count < 80 && (await result.count()) === 0; count += 1) await session.answer(0);
    // what was decided is what one sees, from its top; what is asked next waits below
    const top = await result.evaluate((each) => each.getBoundingClientRect().top);
    expect(top).toBeGreaterThan(0);
    expect(top).toBeLessThan(DESKTOP.height / 3);
    for (let count = 0; count < 20 && (await session.question().count()) > 0; count += 1)
      await session.answer(0);
    expect(await result.textContent()).toContain("EMERGENT");
    expect(await session.page.locator("article.kind-alert").count()).toBeGreaterThan(0);
    const sources = result.getByRole("button", { name: "Sources" });
    expect(await sources.getAttribute("aria-expanded")).toBe("false");
    await sources.click();
    expect(await sources.getAttribute("aria-expanded")).toBe("true");
    const [source] = await result.locator("a[href]").all();
    expect(await source?.getAttribute("href")).toMatch(/^https?:/);
    expect(await source?.getAttribute("target")).toBe("_blank");
    expect(await session.violations(".case-head", ".kind-result", ".composer")).toEqual([]);
    // Red flags were answered: there is a window to count down to, at the top and in the list.
    expect(await session.page.locator(".case-head .countdown").textContent()).toMatch(/in \d+ (h|min)/);
    expect(await session.page.locator("#cases .countdown").textContent()).toMatch(/in \d+ (h|min)/);
  });

  test.each<[Scheme, Look["viewport"]]>([
    ["light", DESKTOP],
    ["dark", PHONE],
  ])("accessible at every step, and nothing lies beyond the edge (%s)", async (scheme, viewport) => {
    const session = await open({ scheme, ...(viewport && { viewport }) });
    const { page } = session;
    const fine = async (where: string, ...parts: string[]) => {
      expect(await session.violations(...parts), where).toEqual([]);
      expect(await session.overflow(), where).toBe(0);
    };
    await fine("start");
    await page.getByRole("button", { name: "Start a case" }).click();
    await fine("who");
    await session.introduce("Resident");
    await session.question().waitFor();
    await fine("question");
    await session.question().getByRole("button", { name: "Answer several" }).click();
    await page.getByRole("dialog").waitFor();
    await fine("form", "dialog");
    await page.getByRole("button", { name: "Close" }).click();
    for (let count = 0; count < 7; count += 1) await session.answer(0);
    await session.message("alert").waitFor();
    await fine("alert");
    await page.getByRole("link", { name: "Details" }).click();
    await page.getByText("The same in words").first().waitFor();
    await fine("details");
  });

  test("another case by words, with Enter; focus stays where one types", async () => {
    const session = await open({ clockFrom: NOON });
    await session.start("Spine nurse");
    const seen = new Set<string>();
    for (let count = 0; count < 6; count += 1) {
      const key = (await session.question().getAttribute("data-key")) ?? "";
      seen.add(key);
      await session.read();
      // the same word again counts for a question that could be read
      await session.pass(2_000);
      await session.say("unknown");
      await session.page.locator(`article.kind-question[data-key="${key}"]`).waitFor({ state: "detached" });
      await session.question().waitFor();
    }
    expect(seen.size).toBe(6);
    expect(await session.page.evaluate(() => document.activeElement?.id)).toBe("words");
    await session.say("status");
    await session.message("status").waitFor();
    expect(await session.message("status").textContent()).toContain("PROVISIONAL");
    expect(await session.page.locator("#polite").textContent()).toContain("So far");
  });

  test("two people at once on one card: both answers are kept, and both see it", async () => {
    const one = await open();
    await one.start("Resident");
    const two = await open({}, `${harness.url}/${new URL(one.page.url()).hash}`);
    await two.question().waitFor();
    await two.page.getByRole("button", { name: "Your name" }).click();
    await two.introduce("Spine nurse");
    await two.question().waitFor();
    // the second tap is made before the first is seen, and arrives after it
    const first = new Promise<void>((arrived) => {
      void two.page.route("**/*", async (route) => {
        if (route.request().method() === "POST") await first;
        await route.continue();
      });
      void two
        .question()
        .getByRole("button")
        .nth(1)
        .click()
        .then(() => one.question().getByRole("button").nth(0).click())
        .then(() => one.message("answered").waitFor())
        .then(arrived);
    });
    await Promise.all([one.message("dispute").waitFor(), two.message("dispute").waitFor()]);
    const words = await two.message("dispute").textContent();
    expect(words).toContain("Resident");
    expect(words).toContain("Spine nurse");
  });

  test("what is said to one person is shown to that person alone", async () => {
    const one = await open();
    await one.start("Resident");
    const two = await open({}, `${harness.url}/${new URL(one.page.url()).hash}`);
    await two.question().waitFor();
    const key = await one.question().getAttribute("data-key");
    const old = one.page.locator(`article[data-key="${key}"]`);
    await one.read();
    await old.getByRole("button").first().click();
    await two.page.waitForFunction(
      (was) => document.querySelector(`article[data-key="${was}"]`) === null,
      key,
    );
    await one.say("MRN 12345678, no fever");
    const private1 = one.page.locator("article.mine").last();
    await private1.waitFor();
    expect(await private1.textContent()).toContain("Only you see this");
    await one.say("help");
    await two.message("help").waitFor();
    expect(await two.page.locator("article.mine").count()).toBe(0);
  });

  test("keyboard only: everything is reached, focus goes to the new question and stops before its buttons", async () => {
    const session = await open();
    const { page } = session;
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    const press = (key: string) => page.keyboard.press(key);
    await press("Tab");
    expect(await focused()).toBe("Skip to the conversation");
    await press("Enter");
    for (let n = 0; n < 4 && (await focused()) !== "Start a case"; n += 1) await press("Tab");
    await press("Enter");
    await page.getByLabel("Name", { exact: true }).waitFor();
    await page.keyboard.type("Resident");
    await press("Enter");
    await session.question().waitFor();
    for (let n = 0; n < 3; n += 1) {
      const key = await session.question().getAttribute("data-key");
      // Focus is on the question's heading, so a key that is held down answers nothing.
      await page.waitForFunction(
        (now) => document.activeElement?.closest("article")?.dataset.key === now,
        key,
      );
      const outlined = await page.evaluate(
        () => getComputedStyle(document.activeElement as Element).outlineStyle,
      );
      expect(outlined).toBe("solid");
      await press("Enter");
      await press("Tab");
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("BUTTON");
      await session.question().locator('.ac-pushButton:not([aria-disabled="true"])').first().waitFor();
      await press("Enter");
      await page.waitForFunction(
        (old) => document.querySelector(`article.kind-question[data-key="${old}"]`) === null,
        key,
      );
    }
    await press("Shift+Tab");
    expect(await focused()).toBe("Change");
  });

  test("a double click answers once", async () => {
    const session = await open();
    await session.start("Resident");
    await session.question().getByRole("button").nth(0).dblclick();
    await session.message("answered").waitFor();
    await session.question().waitFor();
    expect(await session.page.locator("article.kind-answered").count()).toBe(1);
  });

  test("the case's commands have buttons; a handoff is copied and printed without the rest", async () => {
    const session = await open();
    const { page } = session;
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await session.start("Resident");
    await session.answer("caudal");
    const run = async (name: string) => {
      await page.locator(".case-menu summary").click();
      await page.locator(".case-menu").getByRole("button", { name, exact: true }).click();
    };
    await run("Status");
    await session.message("status").waitFor();
    await run("Timeline");
    await session.message("timeline").waitFor();
    await run("Handoff");
    await session.message("handoff").getByRole("button", { name: "Copy" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain("Procedure: epidural steroid, caudal");
    await page.evaluate(() => {
      globalThis.print = () => {};
    });
    await session.message("handoff").getByRole("button", { name: "Print" }).click();
    await page.emulateMedia({ media: "print" });
    expect(await session.message("handoff").isVisible()).toBe(true);
    for (const hidden of [".top", ".composer", "article.kind-timeline"])
      expect(await page.locator(hidden).first().isVisible(), hidden).toBe(false);
    await page.emulateMedia({ media: "screen" });
    await run("Close");
    await session.message("notice").getByText("closed case").waitFor();
    await run("Reopen");
    await session.message("notice").getByText("is open again").waitFor();
  });

  test("what is half typed outlives a reload, and the note that the server was away goes when it is back", async () => {
    const session = await open();
    const { page } = session;
    await session.start("Resident");
    const line = page.getByLabel("Your answer or question");
    await line.fill("fever since yes");
    await page.reload();
    await session.question().waitFor();
    expect(await line.inputValue()).toBe("fever since yes");
    await harness.end();
    await page.locator(".lost").waitFor();
    await session.say("no fever");
    const note = (words: string) => page.locator(".note").getByText(words);
    await note("The server cannot be reached").waitFor();
    await harness.start();
    await note("The server is back.").waitFor();
    expect(await note("The server cannot be reached").count()).toBe(0);
    await page.keyboard.press("Enter");
    await session.message("proposal").waitFor();
    await note("The server is back.").waitFor({ state: "detached" });
  });

  test("enlarged four times, the question is not covered by what stays in place", async () => {
    const session = await open({ viewport: { width: 320, height: 256 } });
    await session.start("Resident");
    await session.read();
    const covered = await session.page.evaluate(() =>
      [".case-head", ".composer"].filter(
        (each) => getComputedStyle(document.querySelector(each) as Element).position !== "static",
      ),
    );
    expect(covered).toEqual([]);
    expect(await session.overflow()).toBe(0);
    await session.answer("Not assessed");
  });

  test("a section's form is filled in one go", async () => {
    const session = await open();
    await session.start("Resident");
    await session.question().getByRole("button", { name: "Answer several" }).click();
    const form = session.page.getByRole("dialog");
    await form.waitFor();
    await form.getByRole("combobox").first().selectOption({ index: 1 });
    await form.getByRole("button", { name: "Submit" }).click();
    await form.waitFor({ state: "detached" });
    await session.message("answered").waitFor();
  });

  test("after a reload the whole conversation is there again; after a restart it continues by itself", async () => {
    const session = await open();
    await session.start("Resident");
    for (let n = 0; n < 3; n += 1) await session.answer("Not assessed");
    const texts = () => session.page.locator("article").allTextContents();
    const before = await texts();
    await session.page.reload();
    await session.question().waitFor();
    expect(await texts()).toEqual(before);
    await harness.end();
    await session.page.locator(".lost").waitFor();
    // What is typed meanwhile is not recorded, and not lost.
    await session.say("no fever");
    await session.page.getByText("Nothing was recorded").first().waitFor();
    expect(await session.page.getByLabel("Your answer or question").inputValue()).toBe("no fever");
    await harness.start();
    await session.page.locator(".room:not(.lost)").waitFor();
    await session.answer("Not assessed");
    await session.question().waitFor();
    expect(await session.page.locator("article.kind-answered").count()).toBe(4);
  });

  test("behind a sign-in: the token lets one in, signing out locks it again", async () => {
    await harness.close();
    const token = "a-token-that-is-long-enough-1";
    harness = await WebHttpHarness.openPage({ config: { accessToken: token, local: false } });
    const session = await open();
    const { page } = session;
    expect(await session.violations()).toEqual([]);
    await page.getByLabel("Access token").fill("wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("That is not the access token.").waitFor();
    await page.getByLabel("Access token").fill(token);
    await page.keyboard.press("Enter");
    await session.page.getByRole("button", { name: "Start a case" }).waitFor();
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Access token").waitFor();
    // Being refused is what is shown here, so the browser's own lines about it are no faults.
    session.faults.splice(
      0,
      session.faults.length,
      ...session.faults.filter((each) => !each.includes("401")),
    );
  });
});
