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

/** A sentence of the server's, which writes commands as they are typed in its folder. */
export function asCalled(text: string, freshet = FRESHET): string {
  return text.replaceAll('npx freshet', freshet)
}
