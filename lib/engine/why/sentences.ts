import type { Outcome } from '@/lib/engine/outcome'
import type { Decision } from '@/lib/engine/why/decision'
import { purgeWords, type ToldPurge } from '@/lib/engine/why/told-purge'
import { instantWords, lengthWords } from '@/lib/engine/why/words'

/** Each status with each reason that it can have. */
export type OutcomeKey<O extends Outcome = Outcome> = O extends Outcome ? `${O['status']}:${O['reason']}` : never

function outcomeKey<O extends Outcome>({ status, reason }: O): string {
  return `${status}:${reason}`
}

/** A decision, and the purge it turns on. */
export type Told = { readonly decision: Decision; readonly purge: ToldPurge | undefined }

type Words = {
  /** What was decided and why, without the status in front. */
  readonly says: (told: Told) => string
  /** What would make it a HIT; `null` where it is one, or the cache has no part. */
  readonly hint: (told: Told) => string | null
}

const NONE = () => null

/** Every outcome there is: the compiler asks for the words of a new one. */
const WORDS: Readonly<Record<OutcomeKey, Words>> = {
  'HIT:null': { says: hit, hint: NONE },
  'HIT:pinned': {
    says: ({ decision }) =>
      `an operator pinned this generation of the page (journal number ${decision.facts.entry?.pinnedSeq ?? 'unknown'}), so it is served whatever its age`,
    hint: () => 'It already is one. Unpin the path to serve the newest generation again.',
  },
  'PRERENDER:null': {
    says: ({ decision }) =>
      `the copy that came with the build is served${isOverdue(decision) ? `, although its interval has run out (${ageWords(decision)})` : ''}, because the function has not rendered this page yet`,
    hint: () =>
      'The next visit: by then the copy of the build, or what the function renders behind this answer, is stored.',
  },
  'STALE:stale_time': {
    says: ({ decision }) =>
      `its interval has run out (${ageWords(decision)}), so it is served once more while one regeneration runs`,
    hint: () =>
      'The next visit after that regeneration. For more HITs, make the interval longer and purge when the content changes.',
  },
  'STALE:stale_tag': {
    says: (told) =>
      `${causedBy(told, 'one of its tags was invalidated')}, so it is served once more while one regeneration runs`,
    hint: afterRegeneration,
  },
  'STALE:stale_path': {
    says: (told) =>
      `${causedBy(told, 'its path, or everything around it, was invalidated')}, so it is served once more while one regeneration runs`,
    hint: afterRegeneration,
  },
  'STALE:stale_error': {
    says: ({ decision }) => `its last regeneration failed${failureWords(decision)}, so the last good page is served`,
    hint: ({ decision: { facts } }) => {
      const retryAtMs = facts.entry?.retryAtMs ?? null
      const when = retryAtMs === null ? 'soon' : `on the first visit after ${instantWords(retryAtMs)}`
      return `A regeneration that succeeds. The next attempt is ${when}; the dashboard’s page of this path shows why the last one failed.`
    },
  },
  'STALE:control_lost': {
    says: () =>
      'the edge has not been able to read the journal for 2 s and cannot know what was purged, so it calls nothing a HIT and regenerates nothing',
    hint: () => 'The edge reading the journal again: check the database and the connection to it.',
  },
  'MISS:null': {
    says: ({ decision: { facts } }) =>
      facts.resolved?.kind === 'external'
        ? `${facts.resolved.output ?? 'another server'} answers, and is asked again for every visitor`
        : 'the function is not a prerender: it is called for every visitor, unless its answer may be shared',
    hint: () =>
      'An answer that may be shared (`s-maxage`, no cookie, not private) to a request without `authorization`. Or make the page a prerender.',
  },
  'MISS:cold': { says: cold, hint: coldHint },
  'MISS:collapsed': {
    says: ({ decision }) => `nothing usable was stored, and ${collapsedWords(decision)}`,
    hint: () => 'The next visit: the rendered page is stored.',
  },
  'MISS:error': {
    says: ({ decision }) =>
      `the page was rendered for this visitor alone and not stored: ${decision.facts.failure === undefined ? storeWords(decision) : `its render failed${failureWords(decision)}`}`,
    hint: () => 'A database that answers and a render that succeeds: the log of the edge says which of the two failed.',
  },
  'MISS:key_limit': {
    says: () =>
      'the path is too long, or has too many stored query variants already, so the page is rendered for this visitor and not stored',
    hint: () => 'An `allowQuery` that lists only the query parameters that change the page.',
  },
  'BYPASS:draft_mode': {
    says: () => 'the cookie `__prerender_bypass` opens draft mode, so an editor sees drafts',
    hint: () => 'A request without that cookie.',
  },
  'BYPASS:prerender_bypass': { says: bypassed, hint: bypassedHint },
  'BYPASS:crawler': {
    says: () =>
      'visitors would be served a fallback first, but a crawler waits for the whole page, which is then stored',
    hint: () => 'The next visit: the page is stored.',
  },
  'BYPASS:method': {
    says: ({ decision }) => `its method is ${decision.method}: only GET and HEAD are answered from the cache`,
    hint: () => 'A request by GET or HEAD.',
  },
  'REVALIDATED:tag_deleted': {
    says: (told) =>
      `${causedBy(told, 'one of its tags was deleted')}, so the old page may not be served and the visitor waits for a new one`,
    hint: nextVisit,
  },
  'REVALIDATED:path_deleted': {
    says: (told) =>
      `${causedBy(told, 'its path, or everything around it, was deleted')}, so the old page may not be served and the visitor waits for a new one`,
    hint: nextVisit,
  },
  'REVALIDATED:on_demand': {
    says: () => 'the request carried a bypass token and asked for a new page',
    hint: nextVisit,
  },
  'REVALIDATED:forced': {
    says: () => 'the page was stale, and the request asked to wait for a new one',
    hint: nextVisit,
  },
  'NONE:null': { says: none, hint: NONE },
}

/** What was decided and why, in one sentence. */
export function sentenceOf(told: Told): string {
  const { outcome } = told.decision
  const { status } = outcome
  return `${status === 'NONE' ? 'No cache' : status}: ${wordsOf(outcome).says(told)}.`
}

/** What would make it a HIT. */
export function hintOf(told: Told): string | null {
  return wordsOf(told.decision.outcome).hint(told)
}

function wordsOf(outcome: Outcome): Words {
  const found = Object.entries(WORDS).find(([key]) => key === outcomeKey(outcome))
  return found?.[1] ?? { says: () => outcome.reason ?? 'nothing is known of it', hint: NONE }
}

function hit({ decision: { facts, atMs } }: Told): string {
  const { entry, resolved } = facts
  if (entry === undefined) {
    return resolved?.kind === 'earlier_asset'
      ? 'an earlier deployment has this file, whose name changes with its content'
      : 'it is a static file of the deployment'
  }
  const left =
    entry.staleAtMs === null
      ? 'it has no interval'
      : `its interval runs for another ${lengthWords(entry.staleAtMs - atMs)}`
  return `what is stored is fresh: it was made ${lengthWords(atMs - entry.generatedAtMs)} ago, ${left}, and no purge covers it`
}

function cold({ decision }: Told): string {
  const { entry } = decision.facts
  if (decision.facts.regeneration?.kind === 'behind')
    return 'nothing is stored under its key, so this visitor gets a live answer and the page to store is rendered behind it'
  if (entry?.expiresAtMs != null && decision.atMs >= entry.expiresAtMs)
    return `what is stored is too old to be served even stale (since ${instantWords(entry.expiresAtMs)}), so the visitor waits for a render`
  return 'nothing is stored under its key, so the visitor waits for a render'
}

function coldHint({ decision: { facts } }: Told): string {
  const { key } = facts
  if (key !== undefined && key.allowed === null && key.query !== '')
    return 'The next visit with exactly this query. Without `allowQuery` every query is a key of its own: list the parameters that change the page.'
  return 'The next visit: the rendered page is stored.'
}

function bypassed({ decision: { facts } }: Told): string {
  const by = facts.admission?.kind === 'bypass' ? facts.admission.by : null
  if (by === null) return 'the request meets a condition under which the page bypasses the cache'
  if (by.of === 'afterCacheBypass') return 'a rule of the deployment makes this visitor bypass the cache'
  return `the request has the ${by.of}${by.name === null ? '' : ` \`${by.name}\``}, for which the page bypasses the cache`
}

function bypassedHint({ decision: { facts } }: Told): string {
  const by = facts.admission?.kind === 'bypass' ? facts.admission.by : null
  const what = by === null || by.name === null ? 'that condition' : `the ${by.of} \`${by.name}\``
  return `A request without ${what}. The build sets it in \`experimentalBypassFor\` or in a rule of its routes.`
}

function none({ decision }: Told): string {
  const { resolved, middleware, site } = decision.facts
  if (site === undefined) return `no deployment answers at ${decision.host}`
  if (middleware === 'answered') return 'middleware answered the request'
  switch (resolved?.kind) {
    case 'redirect':
      return `the routing table redirects to ${resolved.output ?? 'another address'}`
    case 'refused':
      return `the address cannot be used (${resolved.output ?? 'unknown'})`
    case 'not_found':
      return 'the deployment has nothing at this path'
    default:
      return decision.facts.failure === undefined
        ? 'Freshet itself answered'
        : `Freshet itself answered${failureWords(decision)}`
  }
}

function causedBy({ purge }: Told, otherwise: string): string {
  if (purge === undefined) return otherwise
  return `${purgeWords(purge)} ${purge.effect === 'deleted' ? 'deleted it' : 'made it stale'}`
}

function afterRegeneration({ purge }: Told): string {
  const undo = purge === undefined ? '' : ` If purge ${purge.seq} was a mistake, undo it.`
  return `The next visit after that regeneration.${undo}`
}

function nextVisit(): string {
  return 'The next visit: the new page is stored.'
}

function isOverdue({ facts: { entry }, atMs }: Decision): boolean {
  return entry?.staleAtMs != null && atMs >= entry.staleAtMs
}

function ageWords({ facts: { entry }, atMs }: Decision): string {
  if (entry === undefined) return 'age unknown'
  const interval = entry.staleAtMs === null ? '' : `, interval ${lengthWords(entry.staleAtMs - entry.generatedAtMs)}`
  return `made ${lengthWords(atMs - entry.generatedAtMs)} ago${interval}`
}

function failureWords({ facts: { failure } }: Decision): string {
  return failure === undefined ? '' : ` (${failure.message.replace(/\.$/, '')})`
}

function storeWords({ facts }: Decision): string {
  if (facts.layers?.some(({ said }) => said === 'unreadable')) return 'the ISR cache could not be read'
  return facts.control?.isInControl === false ? 'the edge could not read the journal' : 'it could not be stored'
}

function collapsedWords({ facts: { waits = [] } }: Decision): string {
  const lease = waits.find((wait) => wait.for === 'lease')
  if (lease !== undefined)
    return `${lease.edgeId === null ? 'another edge' : `the edge ${lease.edgeId}`} was already rendering the page, so this one waited for it`
  return 'another request was already rendering the page, so this one waited for it'
}
