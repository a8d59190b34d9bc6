import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";

const KINDS: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".wasm": "application/wasm",
};

/** A file that a host serves; nothing where there is none. */
export async function file(folder: string, path: string) {
  const name = path.endsWith("/") ? `${path}index.html` : path;
  try {
    const bytes = await readFile(join(folder, normalize(name)));
    return { bytes, kind: KINDS[extname(name)] ?? "application/octet-stream" };
  } catch {
    return undefined;
  }
}
