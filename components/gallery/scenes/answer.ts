import { type Answers, PENDING, Refused } from '@/components/gallery/scenes/scene'
import { endpoints } from '@/lib/contract/endpoints'

type Name = keyof typeof endpoints
const NAMES = Object.keys(endpoints).filter((name): name is Name => name in endpoints)

/** `ask`, but for calls of the API: they get what the scene answers, and an error where it has no answer. */
export function fetchIn(answers: Answers, ask: typeof fetch): typeof fetch {
  return async (asked, init) => {
    const { pathname } = new URL(asked instanceof Request ? asked.url : asked, window.location.href)
    if (!pathname.startsWith('/api/v1/')) return ask(asked, init)
    const method = init?.method ?? 'GET'
    const name = endpointAt(method, pathname)
    const answer = name === undefined ? undefined : answers[name]
    if (answer === PENDING) return new Promise<Response>(() => undefined)
    if (answer instanceof Refused) {
      const { code, message } = answer
      return Response.json({ error: { code, message } }, { status: 409 })
    }
    if (answer !== undefined) return Response.json(answer)
    // biome-ignore lint/suspicious/noConsole: a story of the gallery fails by it
    console.error(`This scene has no answer to ${method} ${pathname}.`)
    return Response.json({ error: { code: 'not_found', message: 'This scene has no answer.' } }, { status: 404 })
  }
}

/** Which call goes there; a path without placeholders before one with. */
export function endpointAt(method: string, pathname: string): Name | undefined {
  const of = NAMES.filter((name) => endpoints[name].method === method)
  const fits = (name: Name) => new RegExp(`^${endpoints[name].path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname)
  return of.find((name) => endpoints[name].path === pathname) ?? of.find(fits)
}
