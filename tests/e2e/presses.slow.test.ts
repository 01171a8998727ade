/** Which presses on the page are recorded. The browser's clock is the test's: nothing here waits. */
import type { Browser, Locator } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NOON, WebHttpHarness } from "../adapters/web/web-http-harness.ts";
import { CHROMIUM, DESKTOP, Desk, type Look, launch } from "./browser.ts";

/** Long enough to have read a question; and a little less. */
const READ = 800;
const TOO_SOON = 600;
const SMALL_PHONE = { width: 390, height: 664 };
const GAPS = [60, 120, 200, 250, 300, 400, 500, 600, 700, 800, 900, 1000, 1100];

describe.skipIf(CHROMIUM === null)("a press on the page", { timeout: 240_000 }, () => {
  let browser: Browser;
  let stage: WebHttpHarness;
  let desk: Desk;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    stage = await WebHttpHarness.openPage();
  });
  afterEach(async () => {
    const { faults } = desk;
    await desk.close();
    await stage.close();
    expect(faults).toEqual([]);
  });

  const open = async (look: Look = {}) => {
    desk = await Desk.open(browser, stage.url, { clockFrom: NOON, ...look });
    await desk.start("Resident");
  };
  /** Answers that reached the bot. */
  const answers = () =>
    stage.requests.flatMap(({ inbound }) =>
      inbound.kind === "act" && inbound.act.do === "answer" ? [inbound.act.question] : [],
    );
  const key = () => desk.question().getAttribute("data-key");
  const next = (old: string | null) =>
    desk.page.waitForFunction((was) => {
      const open = [...document.querySelectorAll<HTMLElement>("article.kind-question")].at(-1);
      return open !== undefined && open.dataset.key !== was;
    }, old);
  const button = (at = 0): Locator => desk.question().locator(".ac-pushButton").nth(at);
  /** The question stands in view and can have been read. */
  const read = async () => {
    await desk.read();
    await desk.pass(READ);
  };
  const middleOf = async (of: Locator) => {
    await of.scrollIntoViewIfNeeded();
    const box = await of.boundingBox();
    if (box === null) throw new Error("it is not on the page");
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  };
  const press = async (place: { x: number; y: number }, clickCount = 1) => {
    await desk.page.mouse.move(place.x, place.y);
    await desk.page.mouse.down({ clickCount });
    await desk.page.mouse.up({ clickCount });
  };
  /** Everything that the page has sent has been handled. */
  const settled = async () => {
    await desk.page.evaluate(() => fetch("web/cases").then(({ status }) => status));
    await stage.service.settled();
  };
  const spoken = () => desk.page.locator("#polite").textContent();

  test.each<[string, Look["viewport"], number]>([
    ["as the second click of a double click, on a desk", DESKTOP, 2],
    ["as a click of its own, on a desk", DESKTOP, 1],
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
        await desk.pass(GAPS[n % GAPS.length] ?? 0);
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
      await desk.page.touchscreen.tap(2, 300);
      await desk.page.touchscreen.tap(x, y);
      await next(old);
      await desk.pass(gap);
      await desk.page.touchscreen.tap(x, y);
      await settled();
      expect(answers().length, `${gap} ms`).toBe(before + 1);
    }
  });

  test("records nothing before its question could be read, says so, and leaves its buttons pale and within reach", async () => {
    await open();
    await desk.read();
    await desk.pass(TOO_SOON);
    expect(await button().getAttribute("aria-disabled")).toBe("true");
    expect(Number(await button().evaluate((each) => getComputedStyle(each).opacity))).toBeLessThan(0.6);
    await button().focus();
    expect(await button().evaluate((each) => each === document.activeElement)).toBe(true);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
    expect(await spoken()).toMatch(/^Not recorded/);
    await desk.pass(READ);
    expect(await button().getAttribute("aria-disabled")).toBe(null);
    await press(await middleOf(button()));
    await desk.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("records nothing when it began before its question could be read", async () => {
    await open();
    await desk.read();
    await desk.pass(TOO_SOON);
    const { x, y } = await middleOf(button());
    await desk.page.mouse.move(x, y);
    await desk.page.mouse.down();
    await desk.pass(READ);
    await desk.page.mouse.up();
    await settled();
    expect(answers()).toEqual([]);
    expect(await spoken()).toMatch(/^Not recorded/);
  });

  test("records nothing for the time that the page stood still while it was painted", async () => {
    await open();
    await desk.read();
    await desk.pass(50);
    // time jumps as it does while a script holds the page: one frame, however late it comes
    await desk.page.clock.fastForward(5_000);
    await desk.page.clock.fastForward(5_000);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("records nothing for the time that its tab was hidden", async () => {
    await open();
    await desk.page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    });
    await desk.read();
    await desk.pass(5_000);
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("records nothing for the time that a dialog lay over its question", async () => {
    await open();
    await desk.page.getByRole("button", { name: "Acting as" }).click();
    await desk.page.getByRole("dialog").waitFor();
    await desk.pass(5_000);
    await desk.page.getByRole("button", { name: "Cancel" }).click();
    await press(await middleOf(button()));
    await settled();
    expect(answers()).toEqual([]);
  });

  test("with Enter held down answers one question, and none of those that come up meanwhile", async () => {
    await open();
    const { keyboard } = desk.page;
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
    await desk.page.mouse.move(x, y);
    await desk.page.mouse.down();
    await desk.pass(3_000);
    await desk.page.mouse.up();
    await desk.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test.each(["Enter", " "])("by the key %j counts", async (which) => {
    await open();
    await read();
    await button().focus();
    await desk.page.keyboard.press(which);
    await desk.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("by a screen reader, which has no pointer, counts once the question could be read", async () => {
    await open();
    await desk.read();
    await desk.pass(TOO_SOON);
    await button().evaluate((each) => (each as HTMLElement).click());
    await settled();
    expect(answers()).toEqual([]);
    await desk.pass(READ);
    await button().evaluate((each) => (each as HTMLElement).click());
    await desk.message("answered").waitFor();
    expect(answers()).toEqual(["procedure"]);
  });

  test("moves focus to the heading of the next question, and says what was recorded with its value", async () => {
    await open();
    const old = await key();
    await read();
    await desk.question().getByRole("button", { name: "Epidural blood patch" }).click();
    await next(old);
    await settled();
    const focused = await desk.page.evaluate(() => document.activeElement?.getAttribute("role"));
    expect(focused).toBe("heading");
    expect(await spoken()).toMatch(/^Recorded: Procedure: epidural blood patch\. Question/);
    expect(await desk.question().locator(".ac-textBlock").first().textContent()).toBe(
      "Recorded: Procedure: epidural blood patch",
    );
  });

  test("and typed words say which question stood lowest, and for how long it had been on the screen", async () => {
    await open();
    await desk.read();
    await desk.pass(1_300);
    await desk.say("caudal");
    await desk.message("answered").waitFor();
    const [typed] = stage.requests.filter(({ inbound }) => inbound.kind === "say");
    expect(typed?.inbound.standing).toMatchObject({ question: "procedure", rev: 0 });
    expect(typed?.inbound.standing?.forMs).toBeGreaterThan(1_200);
    expect(typed?.inbound.standing?.forMs).toBeLessThanOrEqual(1_320);
    await desk.say("6 h");
    await settled();
    expect(stage.requests.at(-1)?.inbound.standing).toMatchObject({ question: "hours_since_injection" });
    expect(stage.requests.at(-1)?.inbound.standing?.forMs).toBeLessThan(50);
  });
});
