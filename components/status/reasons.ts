const SENTENCES: Readonly<Record<string, string>> = {
  stale_time: 'Its interval has run out; one visitor starts the regeneration and nobody waits.',
  stale_tag: 'One of its tags was invalidated after it was generated.',
  stale_path: 'Its path was invalidated after it was generated.',
  stale_error: 'Regenerating it failed; the last good copy is served and tried again after 30 s.',
  control_lost: 'The edge could not confirm the journal for 2 s, so it calls nothing fresh.',
  cold: 'Nothing was stored for it yet.',
  collapsed: 'Another request was rendering it already; this one waited and took the same result.',
  error: 'The render failed and there is no last good copy.',
  key_limit: 'The path has 1,000 stored query variants; further ones are served but not stored.',
  vary_key_denied: 'The answer varies by a header that is not part of the key.',
  draft_mode: 'An editor is looking at drafts.',
  prerender_bypass: 'The request carries the bypass token.',
  crawler: 'A crawler gets a whole page rather than a fallback.',
  method: 'Only GET and HEAD are answered from the cache.',
  tag_deleted: 'One of its tags was deleted, so it had to be rendered before it was served.',
  path_deleted: 'Its path was deleted, so it had to be rendered before it was served.',
  on_demand: 'The site asked for its regeneration.',
  forced: 'An operator asked for its regeneration.',
}

const CAUSES: Readonly<Record<string, string>> = {
  build: 'made by the build',
  cold: 'first visit',
  time: 'interval ran out',
  tag: 'tag was purged',
  path: 'path was purged',
  on_demand: 'on demand, by the site',
  forced: 'by an operator',
  crawler: 'for a crawler',
  live: 'live call, not stored',
}

/** A reason code as a sentence that an operator understands; the code itself when it is a new one. */
export function reasonSentence(reason: string): string {
  return SENTENCES[reason] ?? reason
}

/** Why a regeneration ran, in words; the code itself when it is a new one. */
export function causeWords(cause: string): string {
  return CAUSES[cause] ?? cause
}
