/** WCAG's relative luminance of red, green and blue, each from 0 to 1. */
const luminance = (parts) => {
  const [red, green, blue] = parts.map((part) => (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/**
 * The rule with the colours that follow from a brand's, `#rrggbb`, each with 4.5 to 1 or more: black or white on it, and
 * the brand's own, made darker or lighter, as text on the window. Whatever the page's own sheets set wins.
 */
export const derive = (color, dark) => {
  const brand = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16) / 255);
  let text = brand;
  // What the window shows behind a text is lighter than 0.72, and in the dark darker than 0.027.
  for (let share = 0; dark ? luminance(text) < 0.3 : luminance(text) > 0.12; share += 0.05)
    text = brand.map((part) => part + (dark - part) * share);
  const set = (name, value) => `--${name}:var(--chatdesk-${name},${value});`;
  return `:host{${set("accent", color)}${set("on-accent", luminance(brand) > 0.179 ? "#000" : "#fff")}${set("accent-text", `rgb(${text.map((part) => part * 255)})`)}}`;
};
