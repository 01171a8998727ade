/**
 * Presses on the page by the real clock, as `npm run e2e:web` makes them: what must hold for every pace is tested with a
 * clock of the test's own in presses.slow.test.ts; here a browser's own frames, events and key repeats are met.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Browser } from "playwright-core";
import type { WebHttpHarness } from "../adapters/web/web-http-harness.ts";
import { DESKTOP, PageSession, PHONE } from "./browser.ts";

const GAPS_MS = [60, 150, 250, 300, 400, 550, 700, 850, 1000, 1100];
const BLOCKED_MS = 2_000;
const KEY_REPEAT_MS = 30;

/** What was recorded without having been seen, or not recorded although it was meant; a line each. */
export async function pressInRealTime(browser: Browser, harness: WebHttpHarness): Promise<string[]> {
  const faults: string[] = [];
  const answers = () =>
    harness.requests.filter(({ inbound }) => inbound.kind === "act" && inbound.act.do === "answer").length;
  const expectOneAnswer = async (session: PageSession, what: string, before: number) => {
    await session.page.evaluate(() => fetch("web/cases").then(({ status }) => status));
    await harness.service.settled();
    const recorded = answers() - before;
    if (recorded !== 1) faults.push(`${what}: ${recorded} answers were recorded instead of 1`);
  };
  const placeOf = async (session: PageSession) => {
    await session.read();
    const button = session.question().locator('.ac-pushButton:not([aria-disabled="true"])').nth(1);
    await button.waitFor();
    const box = await button.boundingBox();
    if (box === null) throw new Error("the answer is not on the page");
    return [box.x + box.width / 2, box.y + box.height / 2] as const;
  };

  for (const viewport of [DESKTOP, PHONE])
    for (const clickCount of [1, 2]) {
      const session = await PageSession.open(browser, harness.url, { viewport });
      await session.start("Resident");
      for (const gap of GAPS_MS) {
        const [x, y] = await placeOf(session);
        const before = answers();
        await session.page.mouse.click(x, y);
        await wait(gap);
        await session.page.mouse.down({ clickCount });
        await session.page.mouse.up({ clickCount });
        await expectOneAnswer(
          session,
          `click ${clickCount} after ${gap} ms, ${viewport.width} px wide`,
          before,
        );
      }
      await session.close();
    }

  const blocked = await PageSession.open(browser, harness.url);
  await blocked.start("Resident");
  await blocked.page.evaluate((ms) => {
    // a question that has just been put on the page, and a script that holds the page before it is painted
    new MutationObserver((changes) => {
      const asked = changes.some(({ addedNodes }) =>
        [...addedNodes].some((node) => node instanceof Element && node.matches(".kind-question")),
      );
      for (const end = performance.now() + ms; asked && performance.now() < end; );
    }).observe(document.querySelector(".messages") as Element, { childList: true });
  }, BLOCKED_MS);
  const [x, y] = await placeOf(blocked);
  const before = answers();
  await blocked.page.mouse.click(x, y);
  await wait(BLOCKED_MS / 2);
  // every answer that could come up lies on this line
  for (const left of [60, 160, 260]) await blocked.page.mouse.click(x + left, y);
  await wait(BLOCKED_MS);
  await expectOneAnswer(blocked, "presses while the page stood still", before);
  await blocked.close();

  const held = await PageSession.open(browser, harness.url);
  await held.start("Resident");
  await placeOf(held);
  const sofar = answers();
  await held.question().locator(".ac-pushButton").first().focus();
  for (let n = 0; n < 60; n += 1) {
    await held.page.keyboard.down("Enter");
    if (n % 10 === 9) await held.page.keyboard.press("Tab");
    await wait(KEY_REPEAT_MS);
  }
  await held.page.keyboard.up("Enter");
  await expectOneAnswer(held, "Enter held for two seconds, with Tab between", sofar);
  await held.close();
  return faults;
}
