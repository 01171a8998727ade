/** The page's own files and the two libraries that it uses, read once; TypeScript with its types stripped. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, extname, join } from "node:path";
import type { Request, Response } from "express";

export interface PageAsset {
  type: string;
  body: Buffer;
  etag: string;
}

const PAGE_FOLDER = join(import.meta.dirname, "page");
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};
/** Scripts of packages that ship one file for browsers. */
const BROWSER_LIBRARIES = {
  "adaptivecards.js": ["adaptivecards", "dist/adaptivecards.min.js"],
  "markdown-it.js": ["markdown-it", "dist/browser/markdown-it.umd.min.js"],
} as const;

/** Every file of the page, by name. */
export function loadAssets(): ReadonlyMap<string, PageAsset> {
  const assets = new Map<string, PageAsset>();
  const add = (name: string, body: Buffer) =>
    assets.set(name, {
      type: CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
      body,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
    });
  for (const name of readdirSync(PAGE_FOLDER)) {
    if (!(extname(name) in CONTENT_TYPES)) continue;
    const body = readFileSync(join(PAGE_FOLDER, name));
    add(name, name.endsWith(".ts") ? Buffer.from(stripTypeScriptTypes(body.toString("utf8"))) : body);
  }
  for (const [name, [library, file]] of Object.entries(BROWSER_LIBRARIES))
    add(name, readFileSync(join(folderOf(library), file)));
  return assets;
}

/** A package's folder, also where its exports do not name the file. */
function folderOf(library: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(library));
  while (!isFolderOf(folder, library)) folder = dirname(folder);
  return folder;
}

function isFolderOf(folder: string, library: string): boolean {
  return folder.endsWith(join("node_modules", library));
}

/** Sends a file, or says that the browser's copy is still valid. */
export function sendAsset(req: Request, res: Response, { type, body, etag }: PageAsset): void {
  res.set({ "cache-control": "no-cache", etag, "content-type": type });
  if (req.headers["if-none-match"] === etag) res.status(304).end();
  else res.send(body);
}
