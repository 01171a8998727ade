/** The smallest bot of botbuilder: it says what it hears. Without credentials, as this program is measured. */
import type { AddressInfo } from "node:net";
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from "botbuilder";
import express from "express";
import { serving } from "./serving.ts";

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const app = express().disable("x-powered-by").use(express.json());
app.post("/api/messages", (req, res) =>
  adapter.process(req, res, async (context) => {
    if (context.activity.type === "message") await context.sendActivity(`Echo: ${context.activity.text}`);
  }),
);
const server = app.listen(0, "127.0.0.1", () =>
  serving(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => server.close()),
);
