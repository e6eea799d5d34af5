// What a page loads after itself.

// Runs a script that the page did not have at first.
/** @param {string} address */
export function addScript(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = loaded;
    script.onerror = () => failed(new Error(`${address} did not load`));
    document.head.append(script);
  });
}

// A module that a script holds as text, for pages opened from a file.
/** @param {string} text */
export function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
