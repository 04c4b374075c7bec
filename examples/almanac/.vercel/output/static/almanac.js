// The page was made for everybody, so it names the usual address: here, the commands get the one that it was opened at.
for (const code of document.querySelectorAll('pre code')) {
  code.textContent = code.textContent.replaceAll('http://almanac.localhost:8080', location.origin)
}

/** Adds a button that asks for this page once more and shows what the cache did. Everything works without it. */
const answers = document.createElement('ul')
answers.className = 'answers'
answers.setAttribute('aria-live', 'polite')

const button = document.createElement('button')
button.textContent = 'Ask the cache again'
button.addEventListener('click', async () => {
  button.disabled = true
  const begunAtMs = performance.now()
  const response = await fetch(location.href, { cache: 'no-store', redirect: 'manual' })
  const tookMs = Math.round(performance.now() - begunAtMs)
  const line = document.createElement('li')
  const status = response.headers.get('x-vercel-cache') ?? 'not cached'
  line.textContent = `${new Date().toLocaleTimeString()}  ${status}  ${response.status}  ${tookMs} ms`
  answers.prepend(line)
  button.disabled = false
})

document.querySelector('main')?.append(button, answers)
