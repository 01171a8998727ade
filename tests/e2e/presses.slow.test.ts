/** Which presses on the page are recorded. The browser's clock is the test's: nothing here waits. */
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOON, WebHttpHarness } from "../adapters/web/web-http-harness.ts";
import { CHROMIUM, DESKTOP, type Look, launch, PageSession } from "./browser.ts";

/** Long enough to have read a question; and a little less. */
const READ = 800;
const TOO_SOON = 600;
const SMALL_PHONE = { width: 390, height: 664 };
const GAPS = [60, 120, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1000, 1100];

describe.skipIf(CHROMIUM === null)("a press on the page", { timeout: 240_000 }, () => {
  let browser: Browser;
  let harness: WebHttpHarness;
  let session: PageSession;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    harness = await WebHttpHarness.openPage();
  });
  afterEach(async () => {
    const { faults } = session;
    await session.close();
    await harness.close();
    expect(faults).toEqual([]);
  });

  const open = async (look: Look = {}) => {
    session = await PageSession.open(browser, harness.url, { clockFrom: NOON, ...look });
    await session.start("Resident");
  };
  /** Answers that reached the bot. */
  const answers = () =>
    harness.requests.flatMap(({ inbound }) =>
      inbound.kind === "act" && inbound.act.do === "answer" ? [inbound.act.question] : [],
    );
  const key = () => session.question().getAttribute("data-key");
  const next = (old: string | null) =>
    session.page.waitForFunction((was) => {
      const open = [...document.querySelectorAll<HTMLElement>("article.kind-question")].at(-1);
      return open !== undefined && open.dataset.key !== was;
    }, old);
  const button = (at = 0): Locator => session.question().locator(".ac-pushButton").nth(at);
  /** The question stands in view and can have been read. */
  const read = async () => {
    await session.read();
    await session.pass(READ);
  };
  const middleOf = async (of: Locator) => {
    await of.scrollIntoViewIfNeeded();
    const box = await of.boundingBox();
    if (box === null) throw new Error("it is not on the page");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const press = async (place: { x: number; y: number }, clickCount = 1) => {
    await session.page.mouse.move(place.x, place.y);
    await session.page.mouse.down({ clickCount });
    await session.page.mouse.up({ clickCount });
  };
  /** Everything that the page has sent has been handled. */
  const settled = async () => {
    await session.page.evaluate(() => fetch("web/cases").then(({ status }) => status));
    await harness.service.settled();
  };
  const spoken = () => session.page.locator("#polite").textContent();

  test.each<[string, Look["viewport"], number]>([
    ["as the second click of a double click, on a desktop", DESKTOP, 2],
    ["as a click of its own, on a desktop", DESKTOP, 1],
    ["as the third click of a triple click, on a small window", SMALL_PHONE, 3],
    ["as a click of its own, on a small window", SMALL_PHONE, 1],
  ])(
    "records nothing where the next question came up under the pointer: %s",
    async (_how, viewport, count) => {
      await open({ ...(viewport && { viewport }) });
      // the whole of a case: each question has its own number of buttons, and stands elsewhere
      for (let n = 0; n < 26; n += 1) {
        const old = await key();
        await read();
        const place = await middleOf(button(n % 3));
        const before = answers().length;
        await press(place);
        await next(old);
        const asked = await key();
        await session.pass(GAPS[n % GAPS.length] ?? 0);
        await press(place, count);
        await settled();
        expect(answers().length, `${n}`).toBe(before + 1);
        expect(await key()).toBe(asked);
      }
    },
  );

  test("records nothing at the second of two taps with a finger", async () => {
    await open({ viewport: SMALL_PHONE, touch: true });
    for (const gap of GAPS) {
      const old = await key();
      await read();
      const { x, y } = await middleOf(button(1));
      const before = answers().length;
      // a tap elsewhere, so that this one does not count as the second of the two before
      await session.page.touchscreen.tap(2, 300);
      await session.page.touchscreen.tap(x, y);
      await next(old);
      await session.pass(gap);
      await session.page.touchscreen.tap(x, y);
      await settled();
      expect(answers().length, `${gap} ms`).toBe(before + 1);
    }
  });

  test("records nothing before its question could be read, says so, and leaves its buttons pale and within reach", async () => {
    await open();
    await session.read();
    await session.pass(TOO_SOON);
    expect(await button().getAttribute("aria-disabled")).toBe("true");
    expect(Number(await button().evaluate((each) => getComputedStyle(each).opacity))).toBeLessThan(0.6);
    await button().focus();
    expect(await button().evaluate((each) => each === document.activeElement)).toBe(true);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
    expect(await spoken()).toMatch(/^Not recorded/);
    await session.pass(READ);
    expect(await button().getAttribute("aria-disabled")).toBe(null);
    await press(await middleOf(button()));
    await session.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("records nothing when it began before its question could be read", async () => {
    await open();
    await session.read();
    await session.pass(TOO_SOON);
    const { x, y } = await middleOf(button());
    await session.page.mouse.move(x, y);
    await session.page.mouse.down();
    await session.pass(READ);
    await session.page.mouse.up();
    await settled();
    expect(answers()).toEqual([]);
    expect(await spoken()).toMatch(/^Not recorded/);
  });

  test("records nothing for the time that the page stood still while it was painted", async () => {
    await open();
    await session.read();
    await session.pass(50);
    // time jumps as it does while a script holds the page: one frame, however late it comes
    await session.page.clock.fastForward(5_000);
    await session.page.clock.fastForward(5_000);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("records nothing for the time that its tab was hidden", async () => {
    await open();
    await session.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    });
    await session.read();
    await session.pass(5_000);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("records nothing for the time that a dialog lay over its question", async () => {
    await open();
    await session.page.getByRole("button", { name: "Acting as" }).click();
    await session.page.getByRole("dialog").waitFor();
    await session.pass(5_000);
    await session.page.getByRole("button", { name: "Cancel" }).click();
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("with Enter held down answers one question, and none of those that come up meanwhile", async () => {
    await open();
    const { keyboard } = session.page;
    const first = await key();
    await read();
    await button().focus();
    await keyboard.down("Enter");
    await next(first);
    const second = await key();
    await read();
    for (let n = 0; n < 3; n += 1) await keyboard.down("Enter");
    await button().focus();
    for (let n = 0; n < 3; n += 1) await keyboard.down("Enter");
    await settled();
    expect(answers()).toEqual(["procedure"]);
    expect(await key()).toBe(second);
    await keyboard.up("Enter");
    await keyboard.press("Enter");
    await next(second);
    expect(answers()).toHaveLength(2);
  });

  test("that is slow and honest counts, with the pointer down for three seconds", async () => {
    await open();
    await read();
    const { x, y } = await middleOf(button());
    await session.page.mouse.move(x, y);
    await session.page.mouse.down();
    await session.pass(3_000);
    await session.page.mouse.up();
    await session.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test.each(["Enter", " "])("by the key %j counts", async (which) => {
    await open();
    await read();
    await button().focus();
    await session.page.keyboard.press(which);
    await session.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("by a screen reader, which has no pointer, counts once the question could be read", async () => {
    await open();
    await session.read();
    await session.pass(TOO_SOON);
    await button().evaluate((each) => (each as HTMLElement).click());
    await settled();
    expect(answers()).toEqual([]);
    await session.pass(READ);
    await button().evaluate((each) => (each as HTMLElement).click());
    await session.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("moves focus to the heading of the next question, and says what was recorded with its value", async () => {
    await open();
    const old = await key();
    await read();
    await session.question().getByRole("button", { name: "Epidural blood patch" }).click();
    await next(old);
    await settled();
    const focused = await session.page.evaluate(() => document.activeElement?.getAttribute("role"));
    expect(focused).toBe("heading");
    expect(await spoken()).toMatch(/^Recorded: Procedure: epidural blood patch\. Question/);
    expect((await session.question().locator(".ac-textBlock").first().textContent())?.trim()).toBe(
      "Recorded: Procedure: epidural blood patch",
    );
  });

  test("and typed words say which question stood lowest, and for how long it had been on the screen", async () => {
    await open();
    await session.read();
    await session.pass(1_300);
    await session.say("caudal");
    await session.message("answered").waitFor();
    const [typed] = harness.requests.filter(({ inbound }) => inbound.kind === "say");
    expect(typed?.inbound.standing).toMatchObject({ question: "procedure", rev: 0 });
    expect(typed?.inbound.standing?.forMs).toBeGreaterThan(1_200);
    expect(typed?.inbound.standing?.forMs).toBeLessThanOrEqual(1_320);
    await session.say("6 h");
    await settled();
    expect(harness.requests.at(-1)?.inbound.standing).toMatchObject({ question: "hours_since_injection" });
    expect(harness.requests.at(-1)?.inbound.standing?.forMs).toBeLessThan(50);
  });
});
