/**
 * Saves the page's pictures: everything it shows, on a desk and a phone, light and dark, in `.e2e/web/`, and of these
 * the README's in `docs/pictures/`. The same cases at the same time, so that they change only when the page does.
 * Fails where something lies beyond the edge, axe-core has something against it, or a press by the real clock records
 * what nobody saw. `npm run e2e:web`
 */
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { NOON, WebHttpHarness } from "../adapters/web/web-http-harness.ts";
import { WELL } from "../patient.ts";
import { protocol } from "../protocol-under-test.ts";
import { CHROMIUM, DESKTOP, type Look, launch, PageSession, PHONE } from "./browser.ts";
import { pressInRealTime } from "./real-time-presses.ts";

const ROOT = join(import.meta.dirname, "../..");
const ALL = join(ROOT, ".e2e/web");
const SHOWN = join(ROOT, "docs/pictures");
/** The README's, by the name they have in `docs/pictures/`. */
const README: Readonly<Record<string, string>> = {
  "desktop-light-start": "start",
  "desktop-light-question": "question",
  "desktop-light-alert": "alert",
  "desktop-light-case": "case",
  "phone-dark-alert": "phone-dark",
};
const LOOKS: Readonly<Record<string, Look>> = {
  "desktop-light": { at: NOON, viewport: DESKTOP, scheme: "light" },
  "desktop-dark": { at: NOON, viewport: DESKTOP, scheme: "dark" },
  "phone-light": { at: NOON, viewport: PHONE, scheme: "light" },
  "phone-dark": { at: NOON, viewport: PHONE, scheme: "dark" },
};
const MINUTE = 60_000;

if (CHROMIUM === null) process.exit(1);
for (const folder of [ALL, SHOWN]) mkdirSync(folder, { recursive: true });
const harness = await WebHttpHarness.openPage();
const browser = await launch();
const faults: string[] = [];

/** What the form of a whole protocol sends for a patient who has nothing but a headache that worsens upright. */
function headache(): Record<string, string> {
  const said = (id: string, value: unknown): [string, string][] => {
    const question = protocol.questions.find((each) => each.id === id);
    if (question?.answer.kind === "grades") return [[`${id}.all`, "normal"]];
    const text = value === false ? "absent" : value === true ? "present" : String(value);
    if (question?.answer.kind === "signs")
      return question.answer.signs.map((sign) => [`${id}.${sign.id}`, text]);
    const sides = question?.answer.kind === "choice" && question.answer.by_side;
    return sides ? ["left", "right"].map((side) => [`${id}.${side}`, text]) : [[id, text]];
  };
  const findings = { ...WELL, headache: "postural", procedure: "interlaminar" };
  return Object.fromEntries(Object.entries(findings).flatMap(([id, value]) => said(id, value)));
}

async function shot(session: PageSession, look: string, name: string, part: string): Promise<void> {
  const { page } = session;
  const file = `${look}-${name}`;
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
  await page.screenshot({ path: join(ALL, `${file}.png`) });
  const shown = README[file];
  if (shown) copyFileSync(join(ALL, `${file}.png`), join(SHOWN, `web-${shown}.png`));
  const wide = await session.overflow();
  if (wide > 0) faults.push(`${file}: ${wide} pixels lie beyond the edge`);
  for (const each of await session.violations(part)) faults.push(`${file}: ${each}`);
}

const roomOf = (session: PageSession) => new URL(session.page.url()).hash;

/** An emergency, asked on; a case that is SOON, at its end; and one at its fourth question. */
async function cases() {
  const session = await PageSession.open(browser, harness.url, { at: NOON });
  await session.start("Resident");
  await session.answer("transforaminal");
  await session.say("yesterday 14:00");
  await session.page.getByText("Bleeding risk").first().waitFor();
  for (const answer of ["No", "No", "No", "Yes"]) await session.answer(answer);
  await session.message("alert").waitFor();
  await session.say("weakness: L dorsiflexion 3/5, R calf 41 vs 37, L5 reduced left");
  await session.message("proposal").getByRole("button", { name: "Confirm" }).click();
  await session.message("answered").waitFor();
  const emergent = roomOf(session);

  harness.now = NOON - 50 * MINUTE;
  const calm = await PageSession.open(browser, harness.url, { at: NOON });
  await calm.start("Spine nurse");
  const { handle, thread } = await latest();
  await harness.service.bot.receive({
    deliveries: [],
    thread,
    inbound: {
      kind: "submit",
      actor: { id: "web:local:spine-nurse", name: "Spine nurse" },
      handle,
      act: { do: "form", section: "context" },
      values: headache(),
    },
  });
  await calm.message("answered").waitFor();
  for (let count = 0; count < 30 && (await calm.question().count()) > 0; count += 1) await calm.answer("No");
  await calm.message("result").waitFor();
  const soon = roomOf(calm);

  harness.now = NOON;
  const open = await PageSession.open(browser, harness.url, { at: NOON });
  await open.start("Resident");
  for (let count = 0; count < 4; count += 1) await open.answer("Not assessed");
  return { emergent, soon, open: roomOf(open), sessions: [session, calm, open] };
}

async function latest() {
  const { thread, inbound } = harness.requests.at(-1) ?? {};
  if (!thread || inbound?.kind !== "start") throw new Error("no case was started");
  const found = await harness.store.cases.loadByThread(thread);
  return { handle: found?.encounter.handle ?? "", thread };
}

try {
  faults.push(...(await pressInRealTime(browser, harness)));
  const { emergent, soon, open, sessions } = await cases();
  for (const session of sessions) await session.close();
  for (const [look, more] of Object.entries(LOOKS)) {
    const session = await PageSession.open(browser, harness.url, more);
    const { page } = session;
    const at = async (hash: string) => {
      await page.goto(`${harness.url}/${hash}`);
      await page.reload();
    };
    await page.getByRole("button", { name: "Start a case" }).waitFor();
    await shot(session, look, "start", "body");
    await page.getByRole("button", { name: "Your name" }).click();
    await shot(session, look, "name", "dialog");
    await session.introduce("Resident");
    await at(open);
    await session.question().waitFor();
    await shot(session, look, "question", "body");
    await session.question().getByRole("button", { name: "Answer several" }).click();
    await page.getByRole("dialog").waitFor();
    await shot(session, look, "form", "dialog");
    await at(emergent);
    await session.message("alert").waitFor();
    await session.message("alert").evaluate((alert) => alert.scrollIntoView({ block: "start" }));
    await shot(session, look, "alert", ".kind-alert");
    await at(soon);
    await session.message("result").waitFor();
    await session.message("result").evaluate((result) => result.scrollIntoView({ block: "start" }));
    await shot(session, look, "soon", ".kind-result");
    await page.getByRole("link", { name: "Details" }).click();
    await page.getByText("The same in words").first().waitFor();
    await shot(session, look, "soon-case", "main");
    await at(emergent);
    await page.getByRole("link", { name: "Details" }).click();
    await page.getByText("The same in words").first().waitFor();
    await shot(session, look, "case", "main");
    const names = ["windows", "legs"];
    for (const [n, name] of names.entries()) {
      await page
        .locator("main figure")
        .nth(n)
        .evaluate((figure) => figure.scrollIntoView({ block: "end" }));
      await shot(session, look, `case-${name}`, "main");
    }
    faults.push(...session.faults.map((fault) => `${look}: ${fault}`));
    await session.close();
  }
} finally {
  await browser.close();
  await harness.close();
}
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
