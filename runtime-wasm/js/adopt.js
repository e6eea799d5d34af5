// What lies under the page's seals, once it has been read.
let fragments = [];
// What predictions and estimates are compared with, by name: `right`, `truth`, `value`. Where the record decides, the
// evaluator writes `right` once the seal is open.
let answers = {};

// Brings newly arrived markup to life: the page at the start, a fragment when its seal opens.
function adopt(root) {
  index(root);
  restore(root);
  all("[data-tabs]", root).forEach(tabbed);
  all("[data-sortable]", root).forEach(sortable);
  for (const chart of all("[data-chart]", root)) {
    measure(chart);
    widths.observe(chart);
  }
  all("[data-plot]", root).forEach(adoptChart);
  all("[data-pin]", root).forEach(adoptPin);
  all("[data-picture]", root).forEach(adoptPicture);
  adoptQuestions(root);
}
