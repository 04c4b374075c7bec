/** Ends the page that is being sent. */
let release = () => undefined

/** Sends its first words at once, and its last when somebody asks for `/stream?release=1`. */
export function load({ url }) {
  if (url.searchParams.has('release')) {
    release()
    return { rest: Promise.resolve('Released.') }
  }
  const rest = new Promise((resolve) => {
    release = () => resolve('These are the last words.')
  })
  return { rest }
}
