import type { TimeWindow } from '@/lib/contract/paths'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** A tick of a time axis in the operator's own zone: the hour within a day, else the day. Browser only. */
export function formatTick(atMs: number, window: TimeWindow): string {
  return (window === '1h' || window === '24h' ? clock : day).format(atMs)
}

/** Day and hour in the operator's own zone. Browser only. */
export function formatInstant(atMs: number): string {
  return `${day.format(atMs)}, ${clock.format(atMs)}`
}

/** The same instant for all readers: `2026-11-20 14:15`, in UTC. */
export function formatUtc(at: string): string {
  return at.slice(0, 16).replace('T', ' ')
}
