import { define } from "./element.js";

// The tag's own way: everything lies beside the script, and the script makes the element where the page has none.
const script = document.currentScript;
const base = new URL(".", script.src);
const widget = define(script.dataset, new URL("api", base), (again) => import(base + "widget/visitor.js" + again));

const place = () => document.querySelector("chatdesk-widget") || document.body.append(new widget());
document.readyState === "loading" ? addEventListener("DOMContentLoaded", place) : place();
