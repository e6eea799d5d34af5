// What a page uses seldom. A script by itself, which is loaded at the first use.
import "../charts/picture.js";
import "./settings.js";
