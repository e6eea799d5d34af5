// The small course of the ledger's tests behind a server, and a browser in front of it, for the tests of the file that
// imports this.
import { after, before } from "node:test";

import { launch } from "./browser.mjs";
import { fixture } from "./fixture.mjs";

export let browser;
export let course;

before(async () => {
  browser = await launch();
  course = await fixture();
});
after(async () => {
  await browser?.close();
  await course?.close();
});
