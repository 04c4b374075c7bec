import { type ExplainUrlInput, explainUrlInput } from '@/lib/contract/why'

/** The question in the parameters of an address; `undefined` where there is none, or none that can be asked. */
export function whyQuestion({
  url,
}: Readonly<Record<string, string | string[] | undefined>>): ExplainUrlInput | undefined {
  if (typeof url !== 'string' || url === '') return undefined
  const parsed = explainUrlInput.safeParse({ url })
  return parsed.success ? parsed.data : undefined
}

/** What somebody typed as a whole address: a path is one of `site`, a host without scheme is asked by http. */
export function addressIn(text: string, site: string | null): string | undefined {
  const typed = text.trim()
  if (typed === '') return undefined
  const whole = typed.startsWith('/') ? site && `${site}${typed}` : withScheme(typed)
  if (!whole || !whyQuestion({ url: whole })) return undefined
  return new URL(whole).href
}

function withScheme(typed: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`
}
