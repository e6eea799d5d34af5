// What all of these pages compute and show: the memory of attention against the length of the sequence, for a number of
// heads, over 256 lengths; and six figures of one length. Much less than a lab's page does.
"use strict";
const yard = {
  LENGTHS: Array.from({ length: 256 }, (_, index) => 512 * (index + 1)),
  heads: 12,
  attention: (length) => (length ** 2 * yard.heads * 2 * 48) / 1e9,
  feedForward: (length) => (length * 4 * 1024 * 2 * 48) / 1e9,
  curves: () => [yard.LENGTHS, yard.LENGTHS.map(yard.attention), yard.LENGTHS.map(yard.feedForward)],
  // Starts a page: `draw` takes the curves.
  start(draw) {
    const range = document.querySelector("input");
    const outputs = [...document.querySelectorAll("output")];
    let frame = 0;
    yard.tick = (heads) => {
      yard.heads = heads;
      draw(yard.curves());
      for (const [index, output] of outputs.entries()) output.textContent = `${yard.attention(512 * 2 ** index).toPrecision(3)} GB`;
    };
    range.addEventListener("input", () => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        yard.tick(+range.value);
      });
    });
    yard.tick(+range.value);
    performance.mark("ready");
  },
};
