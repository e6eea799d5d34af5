// Where the site is served, pages that were opened once open without a network, too (`offline/worker.js`), and the course
// can be installed like an app. Not from a disk, nor while the course is written (`labc watch`).
{
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  // Above the folder of this script.
  const root = src.replace(/[^/]*\/[^/]*$/, "");
  if (!/^(localhost|127\.|\[|$)/.test(location.hostname)) {
    try {
      navigator.serviceWorker.register(root + "offline.js").catch(() => {});
      document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: root + "course.webmanifest" }));
    } catch {
      // A frame that may keep nothing, or an address without `https`.
    }
  }
}
