import type { Tone } from '@/lib/cli/paint'
import type { LiveRequest } from '@/lib/contract/live'

const STATUS_WIDTH = 26

/** A request as one line, and the tone that it is painted in. */
export function liveLine(live: LiveRequest): { readonly tone: Tone | null; readonly text: string } {
  const { at, status, reason, code, method, host, path, durationMs, bytes, ageSeconds, region } = live
  const outcome = reason === null ? status : `${status} ${reason}`
  const facts = [`${durationMs} ms`, `${bytes} B`, ...(ageSeconds === null ? [] : [`age ${ageSeconds} s`]), region]
  const text = `${at.slice(11, 23)} ${outcome.padEnd(STATUS_WIDTH)} ${code} ${method} ${host}${path}  ${facts.join(' · ')}`
  return { tone: toneOf(live), text: printable(text) }
}

function toneOf({ status, code }: LiveRequest): Tone | null {
  if (code >= 500) return 'removed'
  switch (status) {
    case 'HIT':
    case 'PRERENDER':
      return 'added'
    case 'STALE':
    case 'REVALIDATED':
      return 'noted'
    case 'MISS':
      return null
    case 'BYPASS':
    case 'NONE':
      return 'faint'
  }
}

/** What visitors choose is no command to the terminal. */
function printable(text: string): string {
  return text.replaceAll(/\p{Cc}/gu, '?')
}
