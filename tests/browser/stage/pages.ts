/** A page of somebody else's, with what it has to say about the chat. */
export function page({ head = "", body = "", html = 'lang="en"' } = {}): string {
  return `<!doctype html>
<html ${html}>
  <head><meta charset="utf-8"><title>A host</title>${head}</head>
  <body>
    <main><h1>An application of somebody else</h1></main>
    ${body}
  </body>
</html>`;
}

/** The tag, with attributes of a test's own. */
export function tag(attributes = ""): string {
  return `<script src="/support/widget.js" defer ${attributes}></script>`;
}
