// A chart in SVG, made anew each time, as this library is meant to be used.
"use strict";
yard.start(([lengths, attention, feedForward]) => {
  const line = (curve, stroke) => Plot.lineY(curve, { x: lengths, y: curve, stroke });
  const chart = Plot.plot({ width: 640, height: 350, x: { label: "Length" }, y: { label: "GB" }, marks: [line(attention, "teal"), line(feedForward, "brown")] });
  document.querySelector("#chart").replaceChildren(chart);
});
