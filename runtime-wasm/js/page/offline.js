// Where the site is served, pages that were opened once open without a network, too (`offline/worker.js`), and the course
// can be installed like an app. Not from a disk, nor while the course is written (`labc watch`).
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const [worker, manifest] = ["offline.js", "course.webmanifest"].map((name) => new URL(`../${name}`, src).href);
  if (isSecureContext && !/^(localhost|127\.|\[|$)/.test(location.hostname)) {
    try {
      navigator.serviceWorker.register(worker).catch(() => {});
      document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: manifest }));
    } catch {
      // A frame that may keep nothing.
    }
  }
}
