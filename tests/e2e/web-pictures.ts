/**
 * Saves the page's pictures for the README: the same case at the same time, so that they change only when the page
 * does. `npm run e2e:web`
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { NOON, Stage } from "../adapters/web/stage.ts";
import { CHROMIUM, DESKTOP, Desk, launch, PHONE } from "./browser.ts";

const FOLDER = join(import.meta.dirname, "../../docs/pictures");
if (CHROMIUM === null) process.exit(1);
mkdirSync(FOLDER, { recursive: true });
const stage = await Stage.open();
const browser = await launch();
const shot = async ({ page }: Desk, name: string) => {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(FOLDER, `web-${name}.png`) });
};

try {
  const desk = await Desk.open(browser, stage.url, { at: NOON, viewport: DESKTOP });
  await shot(desk, "start");
  await desk.start("Resident");
  await desk.answer("transforaminal");
  await desk.say("yesterday 14:00");
  await desk.page.getByText("Bleeding risk").first().waitFor();
  for (const answer of ["No", "No", "No"]) await desk.answer(answer);
  await shot(desk, "question");
  await desk.answer("Yes");
  await desk.message("alert").waitFor();
  await shot(desk, "alert");

  const room = new URL(desk.page.url()).hash;
  const phone = await Desk.open(browser, `${stage.url}/${room}`, {
    at: NOON,
    viewport: PHONE,
    scheme: "dark",
  });
  await phone.question().waitFor();
  await phone.page.getByRole("button", { name: "Your name" }).click();
  await phone.introduce("Spine nurse");
  await phone.question().waitFor();
  await shot(phone, "phone-dark");

  await desk.page.getByRole("link", { name: "Details" }).click();
  await desk.page.getByText("The same in words").first().waitFor();
  await desk.page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await shot(desk, "case");
} finally {
  await browser.close();
  await stage.close();
}
