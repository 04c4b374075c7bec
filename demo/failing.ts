const HOUR_MS = 3_600_000

/** For how long the sale page of the shop has failed. */
const SALE_MS = 4.2 * HOUR_MS
/** For how long the archive of the journal has. */
const ARCHIVE_MS = 30 * HOUR_MS

/** From when on an edition cannot render some of its pages; `null`: it can. */
export function failsFrom(project: string, edition: number, nowMs: number): number | null {
  if (project === 'lantern-shop' && edition >= 5) return nowMs - SALE_MS
  if (project === 'field-notes' && edition >= 2) return nowMs - ARCHIVE_MS
  return null
}
