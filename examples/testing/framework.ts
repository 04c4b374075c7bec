import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Something a framework has, or why it has it not. */
export type Feature<T> = T | { readonly reason: string }

/** One example as the test sees it: how to build it and where it shows which behaviour. */
export type Framework = {
  readonly name: string
  readonly dir: string
  readonly project: string
  /** The npm script that writes `.vercel/output`; `null` where the output is the source. */
  readonly buildScript: string | null
  readonly timed: string
  /** After this, `timed` is stale. */
  readonly freshSeconds: number
  /** A page nobody visited yet, whose render takes a while. */
  readonly slow: Feature<string>
  readonly onDemand: Feature<string>
  /** A page and a tag that it names itself. */
  readonly tagged: Feature<{ readonly path: string; readonly tag: string }>
  /** A page and the tag that the framework gives it by itself. */
  readonly ownTag: Feature<{ readonly path: string; readonly tag: string }>
  /** A cached page and a name in the query that makes entries of its own. */
  readonly countedQuery: Feature<{ readonly path: string; readonly name: string }>
  /** A cached page and a name in the query that changes nothing. */
  readonly ignoredQuery: Feature<{ readonly path: string; readonly name: string }>
  /** A page, what answers with the draft cookie, and what only the draft shows. */
  readonly draft: Feature<{ readonly path: string; readonly switch: string; readonly mark: string }>
  readonly missing: Feature<string>
  readonly moved: Feature<{ readonly path: string; readonly to: string }>
  /**
   * A page fresh for ten seconds whose renders fail after `?mode=fail` at `control`, until `?mode=work`. Without `control`
   * the page itself obeys in draft mode, or flips at each visit in it.
   */
  readonly fickle: Feature<{ readonly path: string; readonly control?: string }>
  /**
   * A page and its data. `headers` ask for the data; `common` finds in the page what its data must say too, by default the
   * render id.
   */
  readonly pageData: Feature<{
    readonly path: string
    readonly dataPath: string | ((dir: string) => Promise<string>)
    readonly headers?: Readonly<Record<string, string>>
    readonly common?: RegExp
  }>
  /** Sends its first bytes at once and ends only when somebody asks for it with `?release=1`. */
  readonly streaming: Feature<string>
  /** A page whose shell is stored and whose rest is made for each visitor: `rest` finds what differs from view to view. */
  readonly partial: Feature<{ readonly path: string; readonly rest: RegExp }>
  /** A page and what, when it is asked for, purges it from inside a function: for ever, or to be shown once more. */
  readonly purging: Feature<{ readonly path: string; readonly expire: string; readonly invalidate: string }>
  /** A page and what, when it is asked for, makes it anew from inside a function. */
  readonly ownRevalidation: Feature<{ readonly path: string; readonly by: string }>
  /** A page fresh for ten seconds with a value that stays until the tag is purged; `value` finds it. */
  readonly keptValue: Feature<{ readonly path: string; readonly tag: string; readonly value: RegExp }>
  /**
   * Two pages that share a value of this tag. `stage` holds back whoever makes it (`?gate=close`, `open`), changes what it is
   * made of (`?words=`), and says how many renders began and how many makings.
   */
  readonly overlap?: { readonly pages: readonly [string, string]; readonly tag: string; readonly stage: string }
  /** A page that links to another one, which the router in the browser shows without loading a document. */
  readonly softNavigation?: { readonly from: string; readonly to: string }
  readonly dynamic: string
  /**
   * A page with a form whose server action sets the cookie of this name and leads to `to`, where the visitor sees what
   * it changed.
   */
  readonly action?: { readonly path: string; readonly cookie: string; readonly to: string }
  /** What purges `page` behind its answer, once it is asked for with `?release`. */
  readonly after?: { readonly path: string; readonly page: string }
  /** What purges `page` so that it is shown stale for a minute, and gone then. */
  readonly deadline?: { readonly page: string; readonly by: string }
  /** What revalidates `page` and `sibling` by path: the page alone, the pattern of both, the folder of both. */
  readonly byPath?: {
    readonly page: string
    readonly sibling: string
    readonly one: string
    readonly pattern: string
    readonly folder: string
  }
  /** A page of which only the listed paths exist, what opens a preview with words of its own, and what ends it. */
  readonly preview?: {
    readonly listed: string
    readonly unlisted: string
    readonly open: string
    readonly close: string
  }
  /** A page and the headers of each request that its router in the browser makes for it. */
  readonly navigation?: { readonly path: string; readonly requests: readonly Readonly<Record<string, string>>[] }
  /** A copy of an image, and what purges the copies of its source. */
  readonly image?: { readonly copy: string; readonly purge: string }
  /** What ends draft mode for who asks. */
  readonly draftEnd?: string
  /** What keeps a value: with `?put=`, `?later=` behind the answer, and `?expire` by its tag. */
  readonly store?: string
  /** A page of an edge function: what says so, and what middleware passed on to it. */
  readonly edge?: { readonly path: string; readonly mark: string; readonly passedOn: string }
  /** What middleware answers by means that only Node.js has, and a mark of that. */
  readonly nodeMiddleware?: { readonly path: string; readonly mark: string }
  /** Paths that middleware rewrites, redirects to the same page, and answers itself. */
  readonly middleware?: {
    readonly renamed: { readonly path: string; readonly to: string }
    readonly redirected: string
    readonly answered: string
  }
}

/** Where an example stands. */
export const here = (folder: string) => join(import.meta.dirname, '..', folder)

/** Paths that most examples have in common. */
export const USUAL = {
  timed: '/timed',
  freshSeconds: 60,
  slow: '/posts/7',
  onDemand: '/timed',
  tagged: { path: '/tagged', tag: 'news' },
  draft: { path: '/draft', switch: '/api/draft?secret=example', mark: 'Draft: on' },
  missing: '/missing',
  moved: { path: '/moved', to: '/timed' },
  fickle: { path: '/fickle' },
  streaming: '/stream',
  partial: { reason: 'a page is stored whole, or not at all' },
  purging: { reason: 'its functions have no way to purge' },
  ownRevalidation: { reason: 'its functions know no token' },
  keptValue: { reason: 'it has no data cache of its own' },
  dynamic: '/now',
} as const

const prerenderConfig = z.object({ bypassToken: z.string() })

/** The token that the build gave all its prerenders. */
export async function readBypassToken(dir: string): Promise<string> {
  const functions = join(dir, '.vercel', 'output', 'functions')
  const files = await readdir(functions, { recursive: true })
  const file = files.find((name) => name.endsWith('.prerender-config.json'))
  if (file === undefined) throw new Error(`No prerender in ${functions}`)
  return prerenderConfig.parse(JSON.parse(await readFile(join(functions, file), 'utf8'))).bypassToken
}
