const SHOWN = 8

/** A long id by its prefix and first characters, for where its whole is in the tooltip: `edg_82003485…`. */
export function shortId(id: string): string {
  const start = id.indexOf('_') + 1
  return id.length <= start + SHOWN + 4 ? id : `${id.slice(0, start + SHOWN)}…`
}
