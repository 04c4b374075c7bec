import { inheritedEnv } from '@/lib/server/env'

/**
 * How a command is typed where this one was, so that one that we name works when it is pasted: by `npx` in the folder of Freshet, or
 * by an alias or an installed program. Elsewhere `npx freshet` would fetch a stranger's package.
 */
export const FRESHET = calledAs(inheritedEnv())

/** How the program was called, to name it the same way in hints. */
export function calledAs(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.npm_command === 'exec' ? 'npx freshet' : 'freshet'
}

/** What a sentence of the server's calls by its name in the API, and options name here. */
const OPTIONS: readonly (readonly [string, string])[] = [
  ['the field “query”', '--query'],
  ['the field “promote”', '--prod'],
  ['the selector “all”', '--all'],
]

/** A sentence of the server's, which writes commands as they are typed in its folder, and speaks of fields where we have options. */
export function asCalled(text: string, freshet = FRESHET): string {
  const named = OPTIONS.reduce((words, [field, option]) => words.replaceAll(field, option), text)
  return named.replaceAll('npx freshet', freshet)
}
