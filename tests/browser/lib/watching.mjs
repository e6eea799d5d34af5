// `labc watch` of a course, and what it serves.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";

import { labc } from "./site.mjs";

// Starts `labc watch` in a folder and waits for its address. `said` collects what it prints.
export function watch(course, ...options) {
  const child = spawn(labc, ["watch", ...options], { cwd: course, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stderr.on("data", (bytes) => (said.err += bytes));
  return new Promise((then, fail) => {
    const ended = (code) => fail(new Error(`labc watch ended with ${code}: ${said.err}`));
    child.on("exit", ended);
    child.stdout.on("data", (bytes) => {
      said.out += bytes;
      const found = said.out.match(/http:\/\/\S+/);
      if (!found) return;
      child.removeListener("exit", ended);
      then({ child, said, address: found[0], end: () => child.kill() });
    });
  });
}

// The answer to a request with any method and any headers.
export function ask(address, path, { method = "GET", headers = {} } = {}) {
  return new Promise((then, fail) => {
    const asked = request(new URL(path, address), { method, headers }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("end", () => then({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
    });
    asked.on("error", fail);
    asked.end();
  });
}

// A page without what `labc watch` adds to it: its script, and what lets this script run.
function unwatched(body) {
  return body
    .toString("latin1")
    .replace(/<script defer src="\/\.labc\/live\.js"[^>]*><\/script>\n/, "")
    .replace(/default-src 'none'; (script-src 'self'; )?connect-src 'self'; /, "default-src 'none'; ");
}

// Those files of a built site that `labc watch` does not serve as they are there.
export async function differing(address, folder, paths) {
  const found = [];
  for (const path of paths) {
    const { status, body } = await ask(address, `/${encodeURI(path)}`);
    const wanted = readFileSync(join(folder, path)).toString("latin1");
    if (status !== 200 || (body.toString("latin1") !== wanted && unwatched(body) !== wanted)) found.push(path);
  }
  return found;
}
