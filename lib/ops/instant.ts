/** An instant of the database's clock, in milliseconds since 1970, as the API writes it (ISO 8601, UTC). */
export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** The same, where there may be none. */
export function instantOrNull(ms: number | null): string | null {
  return ms === null ? null : instant(ms)
}
