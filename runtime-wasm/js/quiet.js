// In place of `ask.js` on pages that ask nothing: what other scripts call on every page.
function adoptAsked() {}
function writeAll() {}
