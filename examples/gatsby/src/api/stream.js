/** Ends the answer that is being sent. */
let release = () => undefined

/** Sends its first words at once, and its last when somebody asks for `/api/stream?release=1`. */
export default async function handler(request, response) {
  if (request.query.release !== undefined) {
    release()
    return response.send('Released.')
  }
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.write('<!doctype html>\n<title>Stream</title>\n<p>These are the first words.</p>\n')
  await new Promise((resolve) => {
    release = resolve
  })
  response.end('<p>These are the last words.</p>\n')
}
