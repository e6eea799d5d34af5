// A chart on a canvas, whose data is exchanged.
"use strict";
const series = [{ label: "Length" }, { label: "Attention", stroke: "teal" }, { label: "Feed forward", stroke: "brown" }];
const chart = new uPlot({ width: 640, height: 350, series, scales: { x: { time: false } } }, yard.curves(), document.querySelector("#chart"));
yard.start((curves) => chart.setData(curves));
