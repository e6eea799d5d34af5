// Starts a lab's page where students bring rows of their own.
import "../questions/upload.js";
import "./boot.js";
