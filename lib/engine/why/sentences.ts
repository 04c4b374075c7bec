import type { Outcome } from '@/lib/engine/outcome'
import type { Decision } from '@/lib/engine/why/decision'
import { purgeWords, type ToldPurge } from '@/lib/engine/why/told-purge'
import { instantWords, lengthWords } from '@/lib/engine/why/words'

/** Each status with each reason that it can have. */
export type OutcomeKey<O extends Outcome = Outcome> = O extends Outcome ? `${O['status']}:${O['reason']}` : never

export function outcomeKey<O extends Outcome>({ status, reason }: O): string {
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
      `an operator pinned this state of the page (journal number ${decision.facts.entry?.pinnedSeq ?? 'unknown'}), so it is served whatever its age`,
    hint: () => 'It is one already. Unpinning the path lets visitors see the newest generation again.',
  },
  'PRERENDER:null': {
    says: ({ decision }) =>
      `the copy that the build made is shown${isOverdue(decision) ? `, whose interval has run out (${ageWords(decision)})` : ''}: the function has not made this page yet`,
    hint: () => 'Its next answer is a HIT: what the build, or the function behind this answer, made is stored.',
  },
  'STALE:stale_time': {
    says: ({ decision }) =>
      `its interval has run out (${ageWords(decision)}), and it is shown once more while one regeneration runs`,
    hint: () =>
      'The next visit after that regeneration. Longer intervals, with purges when the content changes, give more HITs.',
  },
  'STALE:stale_tag': {
    says: (told) =>
      `${causedBy(told, 'one of its tags was invalidated')}, and it is shown once more while one regeneration runs`,
    hint: afterRegeneration,
  },
  'STALE:stale_path': {
    says: (told) =>
      `${causedBy(told, 'its path, or everything around it, was invalidated')}, and it is shown once more while one regeneration runs`,
    hint: afterRegeneration,
  },
  'STALE:stale_error': {
    says: ({ decision }) => `its last regeneration failed${failureWords(decision)}, so the last good page is shown`,
    hint: ({ decision: { facts } }) => {
      const retryAtMs = facts.entry?.retryAtMs ?? null
      const when = retryAtMs === null ? 'soon' : `on the first visit from ${instantWords(retryAtMs)} on`
      return `A regeneration that succeeds: it is tried again ${when}. The page of the path tells why it failed.`
    },
  },
  'STALE:control_lost': {
    says: () =>
      'the edge could not read the journal for 2 s, so it cannot know what was purged: it calls nothing a HIT and regenerates nothing',
    hint: () => 'The edge reading the journal again: check the database and the way to it.',
  },
  'MISS:null': {
    says: ({ decision: { facts } }) =>
      facts.resolved?.kind === 'external'
        ? `${facts.resolved.output ?? 'another server'} answers: it is asked for each visitor`
        : 'the function is no prerender: it is called for each visitor, unless its answer says that all may share it',
    hint: () =>
      'An answer that says that all may share it: `s-maxage`, no cookie, nothing private, for a request without `authorization`. Or a page that is a prerender.',
  },
  'MISS:cold': { says: cold, hint: coldHint },
  'MISS:collapsed': {
    says: ({ decision }) => `nothing usable was stored, and ${collapsedWords(decision)}`,
    hint: () => 'The next visit: what was rendered is stored.',
  },
  'MISS:error': {
    says: ({ decision }) =>
      `the page was made for this visitor and stored nowhere: ${decision.facts.failure === undefined ? storeWords(decision) : `its render failed${failureWords(decision)}`}`,
    hint: () => 'A database that answers and a render that succeeds: the log of the edge tells which of them failed.',
  },
  'MISS:key_limit': {
    says: () =>
      'the path has too many stored query variants, or is too long: it is rendered for its visitor and not stored',
    hint: () => 'An `allowQuery` that names only the queries that change the page.',
  },
  'BYPASS:draft_mode': {
    says: () => 'the cookie `__prerender_bypass` carries the bypass token of the page: an editor sees drafts',
    hint: () => 'A request without that cookie.',
  },
  'BYPASS:prerender_bypass': { says: bypassed, hint: bypassedHint },
  'BYPASS:crawler': {
    says: () =>
      'a crawler asks first for a page that visitors would be shown a fallback of: it waits for the whole page, which is stored',
    hint: () => 'The next visit: the page is stored.',
  },
  'BYPASS:method': {
    says: ({ decision }) => `its method is ${decision.method}: only GET and HEAD are answered from the cache`,
    hint: () => 'A request by GET or HEAD.',
  },
  'REVALIDATED:tag_deleted': {
    says: (told) =>
      `${causedBy(told, 'one of its tags was deleted')}, so the old page may not be shown and the visitor waits for a new one`,
    hint: nextVisit,
  },
  'REVALIDATED:path_deleted': {
    says: (told) =>
      `${causedBy(told, 'its path, or everything around it, was deleted')}, so the old page may not be shown and the visitor waits for a new one`,
    hint: nextVisit,
  },
  'REVALIDATED:on_demand': {
    says: () => 'the request carried the bypass token of the page and asked for a new one',
    hint: nextVisit,
  },
  'REVALIDATED:forced': {
    says: () => 'the page was stale, and the request would rather wait for a new one',
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
    entry.staleAtMs === null ? 'it has no interval' : `${lengthWords(entry.staleAtMs - atMs)} of its interval are left`
  return `what is stored is fresh: it was made ${lengthWords(atMs - entry.generatedAtMs)} ago, ${left}, and no purge covers it`
}

function cold({ decision }: Told): string {
  const { entry } = decision.facts
  if (decision.facts.regeneration?.kind === 'behind')
    return 'nothing is stored under its key: a live answer is made for this visitor, and the stored one behind it'
  if (entry?.expiresAtMs != null && decision.atMs >= entry.expiresAtMs)
    return `what is stored is too old to be served even stale (since ${instantWords(entry.expiresAtMs)}), so the visitor waits for a render`
  return 'nothing is stored under its key, so the visitor waits for a render'
}

function coldHint({ decision: { facts } }: Told): string {
  const { key } = facts
  if (key !== undefined && key.allowed === null && key.query !== '')
    return 'The next visit with exactly this query. Without `allowQuery` each query is a key of its own: name those that change the page.'
  return 'The next visit: what is rendered is stored.'
}

function bypassed({ decision: { facts } }: Told): string {
  const by = facts.admission?.kind === 'bypass' ? facts.admission.by : null
  if (by === null) return 'it meets a condition under which the page asks to be bypassed'
  if (by.of === 'afterCacheBypass') return 'a rule of the deployment keeps what is stored from this visitor'
  return `it has the ${by.of}${by.name === null ? '' : ` \`${by.name}\``} that the page asks to be bypassed for`
}

function bypassedHint({ decision: { facts } }: Told): string {
  const by = facts.admission?.kind === 'bypass' ? facts.admission.by : null
  const what = by === null || by.name === null ? 'that condition' : `the ${by.of} \`${by.name}\``
  return `A request without ${what}; the build names it in \`experimentalBypassFor\`, or in a rule of its routes.`
}

function none({ decision }: Told): string {
  const { resolved, middleware, site } = decision.facts
  if (site === undefined) return `no deployment answers at ${decision.host}`
  if (middleware === 'answered') return 'middleware answered itself'
  switch (resolved?.kind) {
    case 'redirect':
      return `the routing table redirects to ${resolved.output ?? 'another address'}`
    case 'refused':
      return `the address cannot be used (${resolved.output ?? 'unknown'})`
    case 'not_found':
      return 'the deployment has nothing at this path'
    default:
      return decision.facts.failure === undefined
        ? 'the answer is one of Freshet itself'
        : `the answer is one of Freshet itself${failureWords(decision)}`
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
    return `the edge ${lease.edgeId ?? 'beside this one'} rendered it already: this one waited for that page`
  return 'another request rendered it already: this one waited for the same page'
}
