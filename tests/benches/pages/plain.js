// Two paths, as short as a script can be.
"use strict";
const [WIDTH, HEIGHT] = [640, 350];
document.querySelector("#chart").innerHTML = `<svg width="${WIDTH}" height="${HEIGHT}"><path fill="none" stroke="teal"/><path fill="none" stroke="brown"/></svg>`;
const paths = document.querySelectorAll("path");
yard.start(([lengths, ...curves]) => {
  const [right, top] = [lengths.at(-1), Math.max(...curves[0])];
  for (const [index, curve] of curves.entries()) {
    paths[index].setAttribute("d", "M" + curve.map((value, at) => `${((WIDTH * lengths[at]) / right).toFixed(1)} ${(HEIGHT * (1 - value / top)).toFixed(1)}`).join("L"));
  }
});
