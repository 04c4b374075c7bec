import { type LiveFilterInput, liveFilterInput } from '@/lib/contract/live'
import { commandLine } from '@/lib/contract/shell-words'

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

const NAMES = ['domain', 'path', 'status', 'reason', 'method', 'code'] as const

/** What the address asks of the live tail. What it does not understand it passes over. */
export function parseLiveFilter(project: string, params: Params): LiveFilterInput {
  const asked = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = params[name]
      const isFit = typeof value === 'string' && liveFilterInput.safeParse({ project, [name]: value }).success
      return isFit ? [[name, value]] : []
    }),
  )
  return liveFilterInput.parse({ project, ...asked })
}

/** Whether the tail shows less than all. */
export function isLiveNarrowed(filter: LiveFilterInput): boolean {
  return NAMES.some((name) => filter[name] !== undefined)
}

/** Takes all filters away. */
export const WIDE = Object.fromEntries(NAMES.map((name) => [name, undefined]))

/** The same tail for a terminal. */
export function liveCommand(filter: LiveFilterInput): string {
  const options = NAMES.flatMap((name) => (filter[name] === undefined ? [] : [`--${name}`, filter[name]]))
  return commandLine('npx', 'freshet', 'logs', '-f', '--project', filter.project, ...options)
}

/** What somebody typed, as a path: those start with a slash, and have no query. */
export function typedPath(text: string): string | undefined {
  const [path = ''] = text.trim().split(/[?#]/)
  if (path === '') return undefined
  return path.startsWith('/') ? path : `/${path}`
}

/** The statuses that are shown, with one of them turned on or off; none at all is all of them. */
export function toggledStatus(status: string | undefined, one: string): string | undefined {
  const chosen = status?.split(',') ?? []
  const next = chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one]
  return next.length === 0 ? undefined : next.join(',')
}
