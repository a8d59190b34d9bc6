// What is said to people, in their language: texts by key, numbers and times as they write them.

const LANGUAGES = ["ar", "de", "en", "es", "fr", "hi", "pt", "tr"];
const DATES = [
  { timeStyle: "short" },
  { weekday: "long", day: "numeric", month: "long" },
  { day: "numeric", month: "short", year: "numeric" },
  { dateStyle: "long", timeStyle: "short" },
];

let texts = {};
let tag = "en";
let made = {};

/** A browser takes long to make what writes a number or a date: only what is needed is made, and once. */
const once = (name, make) => (made[name] ??= make());

const canonical = (tag) => {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll("_", "-"));
  } catch {
    // Somebody's own word for a language.
    return [];
  }
};

/**
 * Loads the texts from `lang` beside `base`, in the first language of `wanted` and the browser's that there is;
 * dates and numbers are written as in the region that the same list names for it. Where a bundler has named the files
 * `base` is a function that finds the texts.
 */
export const speak = async (wanted, base) => {
  const tags = [...wanted, ...navigator.languages, "en"].flatMap((tag) => (tag ? canonical(tag) : []));
  const language = tags.map((tag) => tag.split("-")[0]).find((name) => LANGUAGES.includes(name));
  tag = tags.find((tag) => tag.startsWith(language + "-")) ?? language;
  made = {};
  texts = await (base.call ? base(language) : (await fetch(new URL(`lang/${language}.json`, base))).json());
};

/** The language of the texts, as `lang` wants it. */
export const language = () => tag;

/** Which way they run, as `dir` wants it. */
export const direction = () => (tag.startsWith("ar") ? "rtl" : "ltr");

const fit = (text, values) =>
  text?.replace(/\{(\w+)\}/g, (slot, name) => (values.has(name) ? values.get(name) : slot));

/** A key without a text stays a key, so that somebody sees it. */
export const say = (key) => texts[key] ?? key;

export const slots = () => new Map();

export const slot = (values, name, value) => void values.set(name, value);

export const sayWith = (key, values) => fit(say(key), values);

export const sayCount = (key, n) => {
  const forms = texts[key] ?? {};
  return fit(forms[once("plurals", () => new Intl.PluralRules(tag)).select(n)] ?? forms.other ?? key, new Map([["n", number(n)]]));
};

export const number = (n) => once("numbers", () => new Intl.NumberFormat(tag)).format(n);

export const date = (which, at) => (Number.isNaN(at) ? "" : once(which, () => new Intl.DateTimeFormat(tag, DATES[which])).format(at));
