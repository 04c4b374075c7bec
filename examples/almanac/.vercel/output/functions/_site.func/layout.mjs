/** Makes text safe inside an element and inside a quoted attribute. */
export function escapeHtml(text) {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character])
}

/** One whole document. `mark` tells this render from the next; pages without one were never rendered by a function. */
export function drawPage({ page, answer, mark, path }) {
  const isStart = path === '/'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}${isStart ? '' : ' · The Almanac'}</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/almanac.css">
<script src="/almanac.js" type="module"></script>
</head>
<body>
<header><a href="/">The Almanac</a><span>${escapeHtml(process.env.ALMANAC_EDITION ?? 'Edition of the build')}</span></header>
<main>
<p class="behaviour">${escapeHtml(page.behaviour)}</p>
<h1>${answer.heading ?? escapeHtml(page.title)}</h1>
${answer.html}
${drawExpectations(page)}
${drawMark(mark)}
</main>
</body>
</html>
`
}

function drawExpectations({ expect, commands }) {
  if (expect === undefined) return ''
  const steps = expect.map((step) => `<li>${step}</li>`).join('\n')
  const lines = commands.map((line) => `$ ${escapeHtml(line)}`).join('\n')
  return `<section class="expect">
<h2>What to expect</h2>
<ol>
${steps}
</ol>
<pre><code>${lines}</code></pre>
</section>`
}

function drawMark(mark) {
  const { renderedAt, count, invocationId } = mark
  const instant = renderedAt.toISOString()
  return `<dl class="mark" data-render="${escapeHtml(invocationId)}:${count}">
<div><dt>Rendered</dt><dd><time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time></dd></div>
<div><dt>Render</dt><dd>no. ${count} of this process</dd></div>
<div><dt>Invocation</dt><dd>${escapeHtml(invocationId)}</dd></div>
</dl>`
}
