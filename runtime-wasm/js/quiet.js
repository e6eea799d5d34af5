// In place of `ask.js` and `seal.js` on pages that ask nothing: what other scripts call on every page.
function adoptQuestions() {}
function onStorage() {}
function onSubmit() {}
function openSeal() {}
function writeAll() {}
