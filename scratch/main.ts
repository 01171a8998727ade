/**
 * `npm start`: configuration, store, bot, doors, one HTTP server. The only file that knows all of them. With nothing
 * configured it opens the page on this machine alone.
 */
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { isIP } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import express from "express";
import { openSlack } from "../adapters/slack/main.ts";
import { listenFault, openTeams } from "../adapters/teams/main.ts";
import { openWeb } from "../adapters/web/main.ts";
import { type Config, exampleEnvironment, readConfig } from "./config.ts";
import type { Door } from "./door.ts";
import { ProtocolRefused, SettingInvalid, TriageError } from "./errors.ts";
import { healthRouter, type Readiness } from "./health.ts";
import { loadLibrary, loadProtocol, SHIPPED_PROTOCOL } from "./library.ts";
import { createService } from "./service.ts";
import { loadSite } from "./site.ts";
import { openStore } from "./store/open.ts";
import { openTelemetry } from "./telemetry.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
