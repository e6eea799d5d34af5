// The built site: its pages, its files, and a server for it.
import { readFileSync, readdirSync, existsSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, extname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

// The repository.
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
// The site under test; `tests/run` builds it.
export const site = resolve(process.env.LABC_SITE || join(root, "site/out"));
// The command under test.
export const labc = resolve(process.env.LABC || join(root, "target/debug/labc"));

// A command of the package `labc-tests`, built beside the one under test. (`cargo run` for one package would compile the
// compiler once more: alone, it has other features of its dependencies than in the workspace.)
export function tool(name) {
  const path = join(dirname(labc), name);
  if (!existsSync(path)) throw new Error(`there is no ${path}: cargo build --workspace --bins`);
  return path;
}

// Every file of a folder: paths with slashes, in order.
export function files(folder = site) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

// Every page, and the pages that compute. Fails where nothing is built.
export function pages() {
  if (!existsSync(site)) throw new Error(`there is no site in ${site}: build it first (tests/run does)`);
  const all = files().filter((path) => path.endsWith(".html"));
  const labs = all.filter((path) => readFileSync(join(site, path), "utf8").includes('id="lab-data"'));
  if (!all.length || !labs.length) throw new Error(`the site in ${site} has no page that computes`);
  return { all, labs };
}

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

// Serves a folder on a free port of this machine; with brotli if it is to be `compressed`. Browsers keep the assets where
// `kept` says so, as the site's own `_headers` does, and nothing otherwise. `requests` collects the paths
// asked for, `sent` counts the bytes of the answers; while `lost` is set, nobody gets one.
export async function serve(folder = site, { compressed = false, kept = false } = {}) {
  const requests = [];
  const packed = new Map();
  const told = { requests, sent: 0, lost: false };
  const server = createServer((request, response) => {
    if (told.lost) {
      request.socket.destroy();
      return;
    }
    let path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    requests.push(path);
    if (path.endsWith("/")) path += "index.html";
    const file = resolve(folder, "." + path);
    if (!file.startsWith(folder + sep) || !existsSync(file)) {
      response.writeHead(404, { "content-type": "text/plain" }).end("not found");
      return;
    }
    const type = TYPES[extname(file)] || "application/octet-stream";
    const lasts = kept && path.startsWith("/assets/");
    const headers = { "content-type": type, "cache-control": lasts ? "public, max-age=31536000, immutable" : "no-store" };
    if (compressed) {
      headers["content-encoding"] = "br";
      if (!packed.has(file)) packed.set(file, brotli(readFileSync(file)));
    }
    const body = compressed ? packed.get(file) : readFileSync(file);
    told.sent += body.length;
    response.writeHead(200, headers).end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address();
  const close = () => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  };
  return Object.assign(told, { url: `http://127.0.0.1:${port}`, close });
}

function brotli(bytes) {
  return brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
}

// Bytes of a file, as they are and as a server with brotli sends them.
export function sizes(bytes) {
  return { raw: bytes.length, br: brotli(bytes).length };
}
