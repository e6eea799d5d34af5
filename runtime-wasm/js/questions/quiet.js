// In place of `ask.js` and `seal.js` on pages that ask nothing: what other scripts call on every page.
export function adoptQuestions() {}
export function onStorage() {}
export function onSubmit() {}
export function openSeal() {}
export function writeAll() {}
export function hinted() {}
export function isRight() {}
export function isSure() {}
export function showSureness() {}
export function sureness() {}
export function wire() {}
export function writeDown() {}
