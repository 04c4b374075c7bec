import type { Framework } from './framework.ts'
import { ASTRO } from './frameworks/astro.ts'
import { BY_HAND } from './frameworks/by-hand.ts'
import { GATSBY } from './frameworks/gatsby.ts'
import { NEXT_APP } from './frameworks/next-app.ts'
import { NEXT_CC } from './frameworks/next-cc.ts'
import { NEXT_EDGE } from './frameworks/next-edge.ts'
import { NEXT_PAGES } from './frameworks/next-pages.ts'
import { NITRO } from './frameworks/nitro.ts'
import { NUXT } from './frameworks/nuxt.ts'
import { SVELTEKIT } from './frameworks/sveltekit.ts'

/** The columns of the table. */
export const FRAMEWORKS: readonly Framework[] = [
  NEXT_APP,
  NEXT_PAGES,
  NEXT_CC,
  NEXT_EDGE,
  SVELTEKIT,
  NUXT,
  NITRO,
  ASTRO,
  GATSBY,
  BY_HAND,
]
