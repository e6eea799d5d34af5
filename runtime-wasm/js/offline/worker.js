// The service worker: pages that were opened once open without a network, too. Where there is one, pages come from there,
// so that nobody reads an old one; what is in `assets/` never changes. It keeps nothing of the student.
const worker = /** @type {CourseWorker} */ (/** @type {unknown} */ (globalThis));
const { scope } = worker.registration;
// How long a page may take (ms) before the kept one is shown instead, and how many files are kept.
const PATIENCE = 4000;
const MOST = 1000;

/** @param {string} url */
const isAsset = (url) => url.startsWith(`${scope}assets/`);

// A page has one place, whatever follows its address.
/** @param {string} url */
function placeOf(url) {
  const { origin, pathname } = new URL(url);
  return origin + pathname.replace(/\/$/, "/index.html");
}

// Keeps a file of the site. A full device keeps nothing, and pages work as before.
/**
 * @param {string} url
 * @param {Response} answer
 */
async function keep(url, answer) {
  if (!answer.ok || answer.type !== "basic" || !answer.url.startsWith(scope)) return;
  await (await caches.open(scope)).put(placeOf(url), answer);
}

// Forgets the oldest files where there are too many.
async function tidy() {
  const kept = await caches.open(scope);
  const all = await kept.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST))) await kept.delete(old);
}

/** @param {string} url */
const known = (url) => caches.match(placeOf(url), { cacheName: scope });

// Keeps a page or a style with the files that it names. What pages load from a disk only is left out.
/**
 * @param {string} url
 * @param {Response} answer
 */
async function keepWhole(url, answer) {
  if (!/html|css/.test(/** @type {string} */ (answer.headers.get("content-type")))) return keep(url, answer);
  const text = await answer.clone().text();
  await keep(url, answer);
  const named = text.match(/[\w./-]+-[0-9a-f]{8}\.\w+/g) || [];
  for (const path of new Set(named)) {
    const { href } = new URL(path, url);
    if (isAsset(href) && !/-wasm-\w+\.js$/.test(href) && !(await known(href))) await keepWhole(href, await fetch(href));
  }
}

// The answer of the network, of which a copy is kept.
/**
 * @param {FetchEvent} event
 * @returns {Promise<Response>}
 */
function fetched(event) {
  const { request } = event;
  const answer = fetch(request);
  event.waitUntil(answer.then((answer) => keepWhole(request.url, answer.clone())).then(tidy).catch(() => {}));
  return answer;
}

/**
 * @param {FetchEvent} event
 * @returns {Promise<Response>}
 */
async function answerTo(event) {
  const { url } = event.request;
  const kept = await known(url).catch(() => {});
  if (!kept) return fetched(event);
  if (isAsset(url)) return kept;
  const late = new Promise((then) => setTimeout(then, PATIENCE, kept));
  return Promise.race([fetched(event), late]).catch(() => kept);
}

// What is open already was loaded before anything was kept; the home page is where the course starts.
async function begin() {
  await worker.clients.claim();
  const open = await worker.clients.matchAll({ type: "window" });
  const pages = new Set([scope, ...open.map(({ url }) => url.split("#")[0])]);
  await Promise.all([...pages].map(async (url) => keepWhole(url, await fetch(url)).catch(() => {})));
  await tidy();
}

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(begin()));
worker.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(scope)) event.respondWith(answerTo(event));
});
