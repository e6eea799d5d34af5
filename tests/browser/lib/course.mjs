// The course behind a server and a browser in front of it, for the tests of the file that imports this.
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { serve } from "./site.mjs";

export let browser;
export let server;

before(async () => {
  browser = await launch();
  server = await serve();
});
after(async () => {
  await browser?.close();
  await server?.close();
});
