// What a page uses seldom. A script by itself, which is loaded at the first use.
import "../charts/read.js";
import "../questions/hand.js";
import "../questions/line.js";
import "./order.js";
import "./settings.js";
import "./tabs.js";
