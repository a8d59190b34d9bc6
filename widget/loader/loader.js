import css from "./loader.css"; console.log(css);
