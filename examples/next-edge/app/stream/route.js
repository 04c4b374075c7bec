export const runtime = 'edge'

/** Ends the answer that is being sent. */
let release = () => undefined

/** Sends its first words at once, and its last when somebody asks for `/stream?release=1`. */
export function GET(request) {
  if (new URL(request.url).searchParams.has('release')) {
    release()
    return new Response('Released.')
  }
  const encoder = new TextEncoder()
  const story = new ReadableStream({
    start(controller) {
      controller.enqueue(encoder.encode('<!doctype html>\n<title>Stream</title>\n<p>These are the first words.</p>\n'))
      release = () => {
        controller.enqueue(encoder.encode('<p>These are the last words.</p>\n'))
        controller.close()
      }
    },
  })
  return new Response(story, { headers: { 'content-type': 'text/html; charset=utf-8' } })
}
