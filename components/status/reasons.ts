/** What each reason code of an outcome means; the codes are those of `docs/failure-modes.md`. */
export const REASON_SENTENCES: Readonly<Record<string, string>> = {
  pinned: 'An operator chose this state of the page; it is served until it is unpinned.',
  stale_time: 'Its interval had run out; one visit starts the regeneration and nobody waits.',
  stale_tag: 'One of its tags was invalidated after it was generated.',
  stale_path: 'Its path, or everything around it, was invalidated after it was generated.',
  stale_error: 'Regenerating it failed; it is tried again on the first visit 30 s after the failure.',
  control_lost: 'The edge could not read the journal for 2 s, so it calls nothing fresh.',
  cold: 'Nothing usable was stored for it; the visitor waited for the render.',
  collapsed: 'Another request was rendering it already; this one waited for the same page.',
  error: 'It was rendered for this visitor and could not be stored.',
  key_limit: 'The path has 1,000 stored query variants; further ones are served but not stored.',
  draft_mode: 'An editor is looking at drafts.',
  prerender_bypass: 'The request meets a condition under which the page asks to be bypassed.',
  crawler: 'A crawler waited for the whole page, where visitors get a fallback first.',
  method: 'Only GET and HEAD are answered from the cache.',
  tag_deleted: 'One of its tags was deleted, so the old page may not be shown.',
  path_deleted: 'Its path, or everything around it, was deleted, so the old page may not be shown.',
  on_demand: 'The site asked for its regeneration with the bypass token.',
  forced: 'It was stale and the request said it would rather wait for a new page.',
}

const CAUSES: Readonly<Record<string, string>> = {
  build: 'made by the build',
  cold: 'first visit',
  time: 'interval ran out',
  tag: 'tag was purged',
  path: 'path was purged',
  on_demand: 'on demand, by the site',
  forced: 'by a visitor who would not take a stale page',
  crawler: 'for a crawler',
  draft: 'for an editor in draft mode',
  warm_up: 'warmed before visitors asked',
  cron: 'on schedule',
  live: 'live call, not stored',
}

/** A reason code as a sentence that an operator understands; the code itself when it is a new one. */
export function reasonSentence(reason: string): string {
  return REASON_SENTENCES[reason] ?? reason
}

/** Why a regeneration ran, in words; the code itself when it is a new one. */
export function causeWords(cause: string): string {
  return CAUSES[cause] ?? cause
}
