import { type GetPathInput, getPathInput, timeWindow } from '@/lib/contract/paths'

/** The path that an address names, with the window to look back on; `undefined` when it names none. */
export function parsePathPlace(project: string, params: Readonly<Record<string, unknown>>): GetPathInput | undefined {
  const { domain, deployment, path, query } = params
  const window = timeWindow.optional().catch(undefined).parse(params.window)
  return getPathInput.safeParse({ project, domain, deployment, path, query, window }).data
}
