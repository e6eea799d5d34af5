// Asks for the font of formulas before the page is laid out, so that no line moves when it arrives. From a file a browser
// refuses to load a font this early, and has it at once.
if (location.protocol.startsWith("http")) {
  const { src } = /** @type {HTMLScriptElement} */ (document.currentScript);
  const href = new URL("math.woff2", src).href;
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "font", crossOrigin: "", href }));
}
