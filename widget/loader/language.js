/** The button's name, and with it the languages that there are. */
export const names = {
  en: "Support chat",
  es: "Chat de ayuda",
  fr: "Chat d’assistance",
  de: "Support-Chat",
  pt: "Chat de suporte",
  ar: "محادثة الدعم",
  tr: "Destek sohbeti",
  hi: "सहायता चैट",
};

export const name = (tag) => names[tag?.slice(0, 2).toLowerCase()];

/** Which language to speak, as its whole tag: the one asked for, the page's, the browser's, English. */
export const choose = (asked) =>
  [asked, document.documentElement.lang, ...navigator.languages].find(name) || "en";
