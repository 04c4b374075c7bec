import { registerHooks } from 'node:module'

/** The module of postgres.js (3.4.9) that is mended, as file name or URL. */
export const MENDED_MODULE = /[/\\]postgres[/\\](?:cjs[/\\])?src[/\\]connection\.js$/

/**
 * What is wrong in it: a transaction goes on after its connection was lost, with its rollback at least, and the driver takes
 * what it asks for a query to the connection that comes next. If that has no socket yet, the write meets `null`, outside any
 * promise, which ends the process; if it has, the write stands in front of the greeting, and the connection waits for its
 * time-out. The same holds for what was not written when the old one closed; and the old server's last word is taken for an
 * answer to the next query. So: what is asked between the end of a connection and the greeting of the next one is refused.
 * Known as porsager/postgres#1154 and #1208; to be removed with the release that mends it.
 *
 * And each new connection first asks for the array types, of which nobody awaits the failure: a connection that is lost just
 * then ends the process. It is closed instead, and the query that wanted it tries the next.
 *
 * And whoever reads the rows of a COPY slowly has its socket paused, for good where the last of them came with the end: nobody asks
 * a stream that has ended for more, and the server's last words are never read.
 */
const MENDS = [
  {
    broken: 'function execute(q) {\n',
    mended: `function execute(q) {
    if (!connection.isGreeted) {
      queryError(q, Errors.connection('CONNECTION_CLOSED', options))
      return true
    }
`,
  },
  {
    broken: 'function ReadyForQuery(x) {\n',
    mended: `function ReadyForQuery(x) {
    connection.isGreeted = true
`,
  },
  {
    broken: 'async function closed(hadError) {\n',
    mended: `async function closed(hadError) {
    connection.isGreeted = false
    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = errorResponse = null
`,
  },
  {
    broken: 'return fetchArrayTypes()\n',
    mended: 'return fetchArrayTypes().catch(() => socket && socket.destroy())\n',
  },
  {
    broken: 'function CopyDone() {\n',
    mended: 'function CopyDone() {\n    socket.resume()\n',
  },
] as const

/** The source of the module without the fault. Throws when it is not the source we know: then look whether it still has it. */
export function mendDriver(source: string): string {
  return MENDS.reduce((text, { broken, mended }) => {
    if (text.split(broken).length !== 2) throw new Error('postgres.js is another version than db/driver-mend.ts knows.')
    return text.replace(broken, () => mended)
  }, source)
}

/** Mends the driver in this process. To be called before anything loads it; bundles are mended when they are made. */
export function mendLoadedDriver(): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!MENDED_MODULE.test(url) || loaded.source === undefined || loaded.source === null) return loaded
      const source = typeof loaded.source === 'string' ? loaded.source : new TextDecoder().decode(loaded.source)
      return { ...loaded, source: mendDriver(source) }
    },
  })
}
