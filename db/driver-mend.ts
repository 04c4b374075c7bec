import { registerHooks } from 'node:module'

/** The module of postgres.js (3.4.9) that is mended, as file name or URL. */
export const MENDED_MODULE = /[/\\]postgres[/\\](?:cjs[/\\])?src[/\\]connection\.js$/

/**
 * What is wrong in it: a connection may be closed while a write waits for its turn. The write then meets `null`, outside
 * any promise, which ends the process; and what was not written stands in front of the next connection's greeting, which
 * so waits for its time-out; and the server's last word is taken for an answer to the next query. A transaction whose connection is lost does that each time, with its rollback.
 * Known as porsager/postgres#1154 and #1208; to be removed with the release that mends it.
 */
const MENDS = [
  {
    broken: 'function nextWrite(fn) {\n',
    mended: `function nextWrite(fn) {
    if (socket === null) {
      forgetWrites()
      error(Errors.connection('CONNECTION_CLOSED', options))
      return true
    }
`,
  },
  {
    broken: 'async function closed(hadError) {\n',
    mended: `function forgetWrites() {
    clearImmediate(nextWriteTimer)
    chunk = nextWriteTimer = null
  }

  async function closed(hadError) {
    forgetWrites()
    errorResponse = null
`,
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
