import type { z } from 'zod'
import { type Endpoint, requestFor } from '@/lib/contract/endpoint'
import { shellWord } from '@/lib/contract/shell-words'

/** The same call of the REST API for curl, with the address and the token that `docs/api.md` begins with. */
export function restCommand<Input extends z.ZodType>(endpoint: Endpoint<Input>, input: z.input<Input>): string {
  const { method, url, json } = requestFor(endpoint, input)
  const how = method === 'GET' ? '' : ` -X ${method}`
  const body = json === null ? '' : ` -H 'content-type: application/json' -d ${shellWord(json)}`
  // The variable stays open for the shell, the path does not: what is quoted and what is not stand side by side.
  return `curl -fsS${how} "$FRESHET_URL"${shellWord(url)} -H "authorization: Bearer $FRESHET_TOKEN"${body}`
}
