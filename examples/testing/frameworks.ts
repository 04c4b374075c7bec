import { join } from 'node:path'

/** One example as the test sees it: how to build it and where it shows which behaviour. */
export type Framework = {
  readonly name: string
  readonly dir: string
  readonly project: string
  /** The npm script that writes `.vercel/output`; `null` where the output is the source. */
  readonly buildScript: string | null
  readonly paths: {
    readonly timed: string
    readonly tagged: string
    /** A page nobody visited yet, whose render takes a while. */
    readonly slow: string
    readonly onDemand: string
    readonly draft: string
    /** Answers with the draft cookie. */
    readonly draftSwitch: string
    readonly missing: string
    readonly moved: string
    readonly dynamic: string
  }
  /** A tag that the page `tagged` names itself. */
  readonly tag: string
  /** What only the draft shows. */
  readonly draftMark: string
  /** Where `moved` leads. */
  readonly movedTo: string
  /** A path and the tag that the framework gives it by itself, or why it gives none. */
  readonly ownTag: { readonly path: string; readonly tag: string } | { readonly reason: string }
}

const here = (folder: string) => join(import.meta.dirname, '..', folder)

const APP_PATHS = {
  timed: '/timed',
  tagged: '/tagged',
  slow: '/posts/7',
  onDemand: '/timed',
  draft: '/draft',
  draftSwitch: '/api/draft?secret=example',
  missing: '/missing',
  moved: '/moved',
  dynamic: '/now',
} as const

export const FRAMEWORKS: readonly Framework[] = [
  {
    name: 'Next.js',
    dir: here('next-app'),
    project: 'next-app',
    buildScript: 'output',
    paths: APP_PATHS,
    tag: 'news',
    draftMark: 'Draft: on',
    movedTo: '/timed',
    ownTag: { path: '/timed', tag: '_N_T_/timed' },
  },
  {
    name: 'SvelteKit',
    dir: here('sveltekit'),
    project: 'sveltekit',
    buildScript: 'build',
    paths: APP_PATHS,
    tag: 'news',
    draftMark: 'Draft: on',
    movedTo: '/timed',
    ownTag: { reason: 'SvelteKit has no tags: a page sends the header vercel-cache-tag itself' },
  },
  {
    name: 'by hand',
    dir: here('almanac'),
    project: 'by-hand',
    buildScript: null,
    paths: {
      timed: '/tide',
      tagged: '/moon',
      slow: '/slow',
      onDemand: '/harvest',
      draft: '/draft',
      draftSwitch: '/api/draft?secret=almanac',
      missing: '/lost',
      moved: '/yesterday',
      dynamic: '/now',
    },
    tag: 'moon',
    draftMark: 'Draft: a foreword',
    movedTo: '/tide',
    ownTag: { reason: 'no framework, hence no tags but those the functions name' },
  },
]
