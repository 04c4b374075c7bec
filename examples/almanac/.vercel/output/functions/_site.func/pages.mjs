import { BY_HAND } from './pages/by-hand.mjs'
import { BY_QUERY } from './pages/by-query.mjs'
import { BY_TIME } from './pages/by-time.mjs'
import { OTHER_ANSWERS } from './pages/other-answers.mjs'
import { startPage } from './pages/start.mjs'

const INNER_PAGES = { ...BY_TIME, ...BY_HAND, ...BY_QUERY, ...OTHER_ANSWERS }

/** Every page of the site by the path of its output. */
export const PAGES = { '/': startPage(INNER_PAGES), ...INNER_PAGES }
