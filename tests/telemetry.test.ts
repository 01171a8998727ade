import { describe, expect, it } from "vitest";
import { openTelemetry } from "../src/telemetry.ts";

describe("telemetry", () => {
  it("counts turns, decisions, sends and what is overdue", async () => {
    const telemetry = openTelemetry("silent");
    telemetry.turn("slack", "say", "handled", 0.02);
    telemetry.turn("slack", "say", "duplicate", 0.001);
    telemetry.decided("EMERGENT", true);
    telemetry.overdue();
    telemetry.send("teams", "refused", "not_found");
    const { type, text } = await telemetry.metrics();
    expect(type).toContain("text/plain");
    expect(text).toContain('triage_turns_total{door="slack",kind="say",outcome="duplicate"} 1');
    expect(text).toContain('triage_decisions_total{urgency="EMERGENT",provisional="true"} 1');
    expect(text).toContain("triage_deadlines_overdue_total 1");
    expect(text).toContain('triage_sends_total{door="teams",outcome="refused",code="not_found"} 1');
    expect(text).toContain('triage_turn_seconds_count{door="slack"} 2');
  });

  it("writes one JSON line an event, and leaves out what could be content or a secret", () => {
    const lines: string[] = [];
    const { log } = openTelemetry("info", (line) => lines.push(line));
    log("info", "sent", { case: "amber-falcon-42", words: "no feeling in the saddle area", token: "xoxb-1" });
    log("debug", "not.shown");
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(line).toMatchObject({
      level: "info",
      event: "sent",
      case: "amber-falcon-42",
      words: "[left out]",
    });
    expect(lines[0]).not.toMatch(/saddle|xoxb/);
  });
});
