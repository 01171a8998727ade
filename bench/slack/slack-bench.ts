/** A subject between people and a local Slack. */
import { withTempFolder } from "../folder.ts";
import { Subject } from "../subject.ts";
import { FakeSlack } from "./fake.ts";
import { BOT_TOKEN, SIGNING_SECRET } from "./payloads.ts";
import { SlackUsers } from "./slack-users.ts";

export interface SlackBench {
  subject: Subject;
  people: SlackUsers;
}

/** Runs one subject for as long as the work takes. Its store, if it has one, is a file of its own. */
export function withSlackBench<T>(
  name: string,
  env: Readonly<Record<string, string>>,
  work: (stage: SlackBench) => Promise<T>,
): Promise<T> {
  return withTempFolder(async (folder) => {
    const slack = await FakeSlack.start();
    let subject: Subject | null = null;
    let people: SlackUsers | null = null;
    try {
      subject = await Subject.start(name, {
        SLACK_BOT_TOKEN: BOT_TOKEN,
        SLACK_SIGNING_SECRET: SIGNING_SECRET,
        BENCH_SLACK_API: slack.url,
        TRIAGE_PORT: "0",
        TRIAGE_STORE: `sqlite:${folder}/triage.db`,
        ...env,
      });
      people = new SlackUsers(slack, subject.url, "/slack/events");
      return await work({ subject, people });
    } finally {
      people?.leave();
      await subject?.stop();
      await slack.stop();
    }
  });
}
