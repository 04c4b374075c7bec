/**
 * A page that fails when it is told to, and its switch. `/fickle` and `/control/fickle` are links to this one folder, so
 * they share a process and this variable; a crash takes it along, and the fresh process works again.
 */
let mode = 'work'
let count = 0

const MODES = {
  work: 'render the page',
  fail: 'answer 500',
  crash: 'end the process',
  hang: 'never answer',
}

module.exports = function answer(request, response) {
  const url = new URL(request.url, 'http://almanac')
  return url.pathname === '/control/fickle' ? steer(request, response, url) : draw(request, response)
}

function steer(request, response, url) {
  const wanted = url.searchParams.get('mode')
  if (request.method !== 'POST' || !Object.hasOwn(MODES, wanted ?? '')) {
    response.statusCode = request.method === 'POST' ? 400 : 200
    return response.end(`mode is ${mode}; POST ?mode=${Object.keys(MODES).join('|')}\n`)
  }
  mode = wanted
  response.writeHead(303, { location: '/fickle' }).end()
}

function draw(request, response) {
  count += 1
  if (mode === 'crash') process.exit(1)
  if (mode === 'hang') return
  response.statusCode = mode === 'fail' ? 500 : 200
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(page(request.headers['x-invocation-id'] ?? 'none'))
}

function page(invocationId) {
  const instant = new Date().toISOString()
  const switches = Object.entries(MODES).map(
    ([name, effect]) =>
      `<form method="post" action="/control/fickle?mode=${name}"><button title="The next render will ${effect}">${name}</button></form>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fickle · The Almanac</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/almanac.css">
<script src="/almanac.js" type="module"></script>
</head>
<body>
<header><a href="/">The Almanac</a><span>A CommonJS function</span></header>
<main>
<p class="behaviour">Failing on demand: expiration 10</p>
<h1>Fickle weather</h1>
<p>Tell the next renders what to do:</p>
${switches.join('\n')}
<section class="expect">
<h2>What to expect</h2>
<ol>
<li>Press <b>fail</b> and wait ten seconds: the page stays as it is, <b>STALE</b>, and each regeneration fails.</li>
<li>After a failure nobody tries again for thirty seconds.</li>
<li>Press <b>work</b>: the next regeneration succeeds and the page is a <b>HIT</b> again.</li>
<li><b>crash</b> and <b>hang</b> cost only the renders in flight; a fresh process works again.</li>
</ol>
<pre><code>$ curl -sX POST 'http://almanac.localhost:8080/control/fickle?mode=fail'
$ curl -sI http://almanac.localhost:8080/fickle</code></pre>
</section>
<dl class="mark" data-render="${invocationId}:${count}">
<div><dt>Rendered</dt><dd><time datetime="${instant}">${instant.slice(0, 19).replace('T', ' ')} UTC</time></dd></div>
<div><dt>Render</dt><dd>no. ${count} of this process</dd></div>
<div><dt>Invocation</dt><dd>${invocationId}</dd></div>
</dl>
</main>
</body>
</html>
`
}
