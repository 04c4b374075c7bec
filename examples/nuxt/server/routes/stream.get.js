/** Ends the answer that is being sent. */
let release = () => undefined

/** Sends its first words at once, and its last when somebody asks for `/stream?release=1`. */
export default defineEventHandler((event) => {
  if (getQuery(event).release !== undefined) {
    release()
    return 'Released.'
  }
  setResponseHeader(event, 'content-type', 'text/html; charset=utf-8')
  return ReadableStream.from(tell())
})

async function* tell() {
  const encoder = new TextEncoder()
  yield encoder.encode('<!doctype html>\n<title>Stream</title>\n<p>These are the first words.</p>\n')
  await new Promise((resolve) => {
    release = resolve
  })
  yield encoder.encode('<p>These are the last words.</p>\n')
}
