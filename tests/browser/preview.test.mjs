// The preview of VS Code: the page goes where the cursor is, and the cursor to what is clicked on the page. The extension
// runs with a stand-in for the editor, and the real server; the page is served by `labc watch`, in a frame.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Module, createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import { launch, visit } from "./lib/browser.mjs";
import { labc, root } from "./lib/site.mjs";
import { watch } from "./lib/watching.mjs";

const home = mkdtempSync(join(tmpdir(), "labc-preview-"));
const course = join(home, "water");
let lab;

before(() => {
  execFileSync(labc, ["new", "course", "water"], { cwd: home, stdio: "pipe" });
  lab = join(course, "labs/kettle/lab.lab");
});
after(() => rmSync(home, { recursive: true, force: true }));

// A client of `labc lsp` with the part of `vscode-languageclient` that the extension uses.
class LanguageClient {
  constructor(_id, _name, { run }) {
    this.run = run;
    this.waiting = new Map();
    this.count = 0;
  }
  async start() {
    this.server = spawn(this.run.command, this.run.args, { cwd: this.run.options.cwd, stdio: ["pipe", "pipe", "ignore"] });
    let said = Buffer.alloc(0);
    this.server.stdout.on("data", (bytes) => {
      said = Buffer.concat([said, bytes]);
      for (;;) {
        const head = said.indexOf("\r\n\r\n");
        if (head < 0) return;
        const length = Number(/Content-Length: (\d+)/.exec(said.subarray(0, head))[1]);
        if (said.length < head + 4 + length) return;
        const message = JSON.parse(said.subarray(head + 4, head + 4 + length));
        said = said.subarray(head + 4 + length);
        this.waiting.get(message.id)?.(message.result);
      }
    });
    await this.sendRequest("initialize", { capabilities: {}, rootUri: null });
    this.send({ method: "initialized", params: {} });
  }
  send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.server.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
  sendRequest(method, params) {
    const id = ++this.count;
    this.send({ id, method, params });
    return new Promise((done) => this.waiting.set(id, done));
  }
  async stop() {
    this.server.kill();
  }
}

test("the extension shows the page of the cursor, and moves the cursor to what is clicked", async () => {
  const text = readFileSync(lab, "utf8");
  const line = (words) => text.split("\n").findIndex((each) => each.includes(words));
  const commands = new Map();
  const heard = { posted: [], opened: [] };
  let listen;
  let moved;
  const uri = pathToFileURL(lab).href;
  const editor = { document: { languageId: "lab", uri: { toString: () => uri } }, selection: { active: null }, viewColumn: 1, revealRange() {} };
  const at = (words) => (editor.selection.active = { line: line(words), character: 4 });
  const webview = { html: "", postMessage: (message) => heard.posted.push(message), onDidReceiveMessage: (then) => (listen = then) };
  const vscode = {
    ViewColumn: { Beside: -2 },
    TextEditorRevealType: {},
    Position: class { constructor(line, character) { Object.assign(this, { line, character }); } },
    Range: class { constructor(start, end) { Object.assign(this, { start, end }); } },
    Uri: { parse: (address) => address },
    workspace: {
      getConfiguration: () => ({ get: () => labc }),
      workspaceFolders: [{ uri: { fsPath: course } }],
      createFileSystemWatcher: () => null,
      registerTextDocumentContentProvider: () => null,
    },
    window: {
      activeTextEditor: editor,
      createWebviewPanel: () => ({ webview, onDidDispose: (then) => (vscode.close = then), reveal() {} }),
      onDidChangeTextEditorSelection: (then) => (moved = then),
      showErrorMessage: assert.fail,
      showTextDocument: async (address, { selection }) => {
        heard.opened.push([address, selection.start.line]);
        return editor;
      },
    },
    commands: { registerCommand: (name, run) => commands.set(name, run) },
  };
  let client;
  class Client extends LanguageClient {
    constructor(...given) {
      super(...given);
      client = this;
    }
  }
  const load = Module._load;
  Module._load = (name, ...rest) =>
    name === "vscode" ? vscode : name === "vscode-languageclient/node" ? { LanguageClient: Client } : load(name, ...rest);
  const extension = createRequire(import.meta.url)(join(root, "compiler/lsp/editors/vscode/extension.js"));
  Module._load = load;
  await extension.activate({ subscriptions: [] });
  client.send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "lab", version: 1, text } } });

  at("slider water");
  commands.get("labc.preview")();
  const until = async (ready) => {
    while (!ready()) await new Promise((then) => setTimeout(then, 20));
  };
  await until(() => webview.html);
  assert.match(webview.html, /kettle\/index\.html"/);
  const first = webview.html;
  listen({ labc: "ready" });
  assert.deepEqual(heard.posted.at(-1), { labc: "show", part: "boiling", name: "water" });
  at("predict doubling");
  await moved({ textEditor: editor });
  await until(() => heard.posted.length > 1);
  assert.deepEqual(heard.posted.at(-1), { labc: "show", part: "boiling", name: "doubling" });
  assert.equal(webview.html, first, "the page is not loaded again");
  await listen({ labc: "at", page: "kettle", part: "boiling", name: "chosen" });
  assert.deepEqual(heard.opened, [[uri, line("choice chosen")]]);
  vscode.close();
  await extension.deactivate();
});

test("a page in a frame goes where it is told, and says what is clicked", async () => {
  const served = await watch(course);
  const browser = await launch();
  try {
    const { page } = await visit(browser);
    await page.addInitScript(() => {
      globalThis.heard = [];
      addEventListener("message", ({ data }) => globalThis.heard.push(data));
    });
    const body = `<!doctype html><iframe src="/kettle/index.html" style="width:800px;height:500px"></iframe>`;
    await page.route("**/host.html", (route) => route.fulfill({ contentType: "text/html", body }));
    await page.goto(new URL("host.html", served.address).href);
    await page.waitForFunction(() => globalThis.heard.some(({ labc }) => labc === "ready"));
    const question = page.frameLocator("iframe").locator("[data-predict=doubling]");
    const seen = () => question.evaluate((element) => element.getBoundingClientRect().top < innerHeight);
    assert.equal(await seen(), false);
    await page.evaluate(() => frames[0].postMessage({ labc: "show", part: "boiling", name: "doubling" }, "*"));
    await question.evaluate(
      (element) =>
        new Promise((then) => {
          new IntersectionObserver(([{ isIntersecting }]) => isIntersecting && then()).observe(element);
        }),
    );
    assert.equal(await seen(), true);
    await question.locator("label").first().click();
    await page.waitForFunction(() => globalThis.heard.some(({ labc }) => labc === "at"));
    const said = await page.evaluate(() => globalThis.heard.find(({ labc }) => labc === "at"));
    assert.deepEqual([said.page, said.part, said.name], ["kettle", "boiling", "doubling"]);
  } finally {
    await browser.close();
    served.end();
  }
});
