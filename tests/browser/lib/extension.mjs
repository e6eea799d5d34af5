// The extension of VS Code, packaged as an author packages it.
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { root } from "./site.mjs";

// Packages a copy of the extension in a folder: the path of the `.vsix`.
export function packaged(folder) {
  cpSync(join(root, "compiler/lsp/editors"), folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const cwd = join(folder, "vscode");
  const npm = (...words) => execFileSync("npm", words, { cwd, stdio: "pipe", encoding: "utf8" });
  npm("ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error");
  npm("run", "package");
  const made = readdirSync(cwd).filter((name) => name.endsWith(".vsix"));
  if (made.length !== 1) throw new Error(`packages: ${made}`);
  return join(cwd, made[0]);
}
