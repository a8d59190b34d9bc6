import init, { start } from "./module.js";
export { init, start };
