import init from "./module.js";

await init({ module_or_path: new URL("console.wasm", import.meta.url) });
