import { readFileSync } from "node:fs";
import { resolve } from "node:path";

/** The languages that the tests see a page in. */
export type Tongue = "en" | "ar";

/** How something that is called so in English is called on the page. */
export type Name = (english: string) => string | RegExp;

/** The names of a language: whatever the tables have for the English one, in any part of the product. */
export function names(tongue: Tongue): Name {
  if (tongue === "en") return (english) => english;
  const [english, other] = [table("en"), table(tongue)];
  return (name) => {
    const keys = Object.keys(english).filter((key) => english[key] === name);
    const said = new Set(keys.map((key) => other[key] ?? name));
    const any = [...said, name].filter((word) => typeof word === "string").map(escaped);
    return new RegExp(`^(${any.join("|")})$`);
  };
}

const FOLDER = resolve(__dirname, "../../../widget/lang");

type Table = Record<string, string | Record<string, string>>;

function table(tongue: Tongue): Table {
  const read = (path: string) => JSON.parse(readFileSync(resolve(FOLDER, path), "utf8")) as Table;
  return { ...read(`${tongue}.json`), ...read(`team/${tongue}.json`), ...read(`tickets/${tongue}.json`) };
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
