// The extension of VS Code: it starts `labc lsp`, and offers commands and a preview. All that is known of labs comes from
// the server.
const { spawn } = require("child_process");
const { randomBytes } = require("crypto");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;
let preview;

/** The command `labc`: as configured, else from the path. */
function program() {
  return vscode.workspace.getConfiguration("labc").get("path") || "labc";
}

/** The folder of the course that is open. */
function folder() {
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
}

async function start() {
  const run = { command: program(), args: ["lsp"], options: { cwd: folder() } };
  client = new LanguageClient("labc", "labc", { run, debug: run }, {
    documentSelector: [{ scheme: "file", language: "lab" }, { scheme: "file", pattern: "**/course.toml" }],
    initializationOptions: { explains: true },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{lab,csv,json,toml,md}") },
  });
  try {
    await client.start();
  } catch {
    client = undefined;
    const set = "Open settings";
    const chosen = await vscode.window.showErrorMessage(`labc was not found at "${program()}".`, set);
    if (chosen === set) vscode.commands.executeCommand("workbench.action.openSettings", "labc.path");
  }
}

/** Runs a command of labc in a terminal, where its messages can be clicked. */
function inTerminal(...words) {
  const name = "labc";
  const terminal = vscode.window.terminals.find((known) => known.name === name)
    ?? vscode.window.createTerminal({ name, cwd: folder() });
  terminal.show(true);
  terminal.sendText([program(), ...words].map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(" "));
}

async function newLab() {
  const name = await vscode.window.showInputBox({
    prompt: "The id of the lab, which names its folder and its page",
    validateInput: (text) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(text) ? undefined : "letters, digits and _"),
  });
  if (name) inTerminal("new", "lab", name);
}

/** The pages that `labc watch` serves, beside the text. The page keeps the reader's state in the browser's own storage. */
class Preview {
  constructor() {
    this.panel = vscode.window.createWebviewPanel("labc.preview", "Lab", vscode.ViewColumn.Beside, {
      enableScripts: true, retainContextWhenHidden: true,
    });
    this.panel.webview.onDidReceiveMessage((message) => this.heard(message));
    this.panel.onDidDispose(() => {
      this.watch?.kill();
      preview = undefined;
    });
    this.watch = spawn(program(), ["watch"], { cwd: folder() });
    let said = "";
    const listen = (bytes) => {
      said += bytes;
      const address = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(said)?.[0];
      if (address && !this.address) {
        this.address = address;
        this.follow(vscode.window.activeTextEditor);
      }
    };
    this.watch.stdout.on("data", listen);
    this.watch.stderr.on("data", listen);
    this.watch.on("error", () => vscode.window.showErrorMessage(`labc was not found at "${program()}".`));
    this.watch.on("exit", () => { if (!this.address) vscode.window.showErrorMessage(`labc watch ended: ${said.slice(-400)}`); });
  }

  /** Shows the place of the page that the cursor is in. The page stays as the author has left it. */
  async follow(editor) {
    if (!this.address || !client || editor?.document.languageId !== "lab") return;
    this.editor = editor;
    const place = await client.sendRequest("labc/place", {
      textDocument: { uri: editor.document.uri.toString() },
      position: editor.selection.active,
    });
    if (!place) return;
    this.place = place;
    if (place.page === this.page) {
      this.panel.webview.postMessage({ labc: "show", part: place.part, name: place.name });
      return;
    }
    this.page = place.page;
    this.panel.title = place.page;
    this.panel.webview.html = frame(`${this.address}/${place.page}/index.html`, this.address);
  }

  /** What the page says: that it is there, or what the author has clicked on, to which the cursor goes. */
  async heard(message) {
    if (message?.labc === "ready" && this.place) {
      this.panel.webview.postMessage({ labc: "show", part: this.place.part, name: this.place.name });
    }
    if (message?.labc !== "at" || !client || !this.editor) return;
    const { page, part, name } = message;
    const found = await client.sendRequest("labc/find", {
      textDocument: { uri: this.editor.document.uri.toString() }, page, part, name,
    });
    if (!found) return;
    const { start } = found.range;
    const at = new vscode.Position(start.line, start.character);
    const editor = await vscode.window.showTextDocument(vscode.Uri.parse(found.uri), {
      viewColumn: this.editor.viewColumn, preserveFocus: true, selection: new vscode.Range(at, at),
    });
    editor.revealRange(new vscode.Range(at, at), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

/** A page in a frame, which passes messages between the page and the editor. */
function frame(page, address) {
  const nonce = randomBytes(16).toString("base64");
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; frame-src ${address}; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<style nonce="${nonce}">html,body,iframe{margin:0;padding:0;border:0;width:100%;height:100vh}</style></head>
<body><iframe src="${page}" title="The page"></iframe>
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
const { contentWindow } = document.querySelector("iframe");
addEventListener("message", ({ source, data }) => {
  if (source === contentWindow) editor.postMessage(data);
  else if (data?.labc === "show") contentWindow.postMessage(data, ${JSON.stringify(address)});
});
</script></body></html>`;
}

/** The page of a diagnostic's code. */
const explanations = {
  async provideTextDocumentContent(uri) {
    const page = await client?.sendRequest("labc/explain", { code: uri.path.replace(/^\//, "") });
    return page ?? "There is no such code.";
  },
};

exports.activate = async (context) => {
  const command = (name, run) => context.subscriptions.push(vscode.commands.registerCommand(name, run));
  command("labc.check", () => inTerminal("check"));
  command("labc.build", () => inTerminal("build"));
  command("labc.newLab", newLab);
  command("labc.preview", () => { preview ??= new Preview(); preview.panel.reveal(vscode.ViewColumn.Beside, true); });
  command("labc.restart", async () => { await client?.stop(); await start(); });
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider("labc-explain", explanations),
    vscode.window.onDidChangeTextEditorSelection((event) => preview?.follow(event.textEditor)),
  );
  await start();
};

exports.deactivate = () => client?.stop();
