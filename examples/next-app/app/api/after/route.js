import { revalidateTag } from 'next/cache'
import { after } from 'next/server'

/** Lets go what waits behind an answer. */
let release = () => undefined

/** Answers at once. What is behind its answer waits for `?release`, and then deletes what carries the tag `news`. */
export function GET(request) {
  if (new URL(request.url).searchParams.has('release')) {
    release()
    return new Response('Released.')
  }
  after(async () => {
    await new Promise((resolve) => {
      release = resolve
    })
    revalidateTag('news', { expire: 0 })
  })
  return new Response('Answered.')
}
