// Nothing of a presentation is kept, and nothing that is kept is shown: the page finds a storage of its own in place of
// the browser's, empty, which ends with the page.

/** @type {Record<string, string> & ThisType<Record<string, string>>} */
const storage = /** @type {any} */ ({
  /** @param {string} key */
  getItem(key) {
    return this[key] ?? null;
  },
  /**
   * @param {string} key
   * @param {string} text
   */
  setItem(key, text) {
    this[key] = text;
  },
  /** @param {string} key */
  removeItem(key) {
    delete this[key];
  },
});

for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(globalThis, name, { value: Object.create(storage) });
