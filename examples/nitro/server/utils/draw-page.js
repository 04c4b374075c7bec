const PAGES = ['timed', 'tagged', 'posts/1', 'search?q=tide', 'draft', 'missing', 'moved', 'fickle', 'now', 'stream']

/** One whole document. The mark at its foot tells this render from the next: two answers with one id came from one render. */
export function drawPage(title, html) {
  const links = PAGES.map((page) => `<a href="/${page}">${page.split('?')[0]}</a>`).join('\n')
  const id = crypto.randomUUID()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<nav><a href="/">Start</a>
${links}</nav>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${html}</p>
<dl data-render="${id}"><dt>Rendered</dt><dd>${new Date().toISOString()}</dd><dt>Render</dt><dd>${id}</dd></dl>
</main>
</body>
</html>
`
}

export function escapeHtml(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replace(/[&<>"]/g, (character) => entities[character])
}
