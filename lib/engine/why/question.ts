import type { HeaderPair } from '@/lib/engine/deployment'
import type { EngineRequest } from '@/lib/engine/request'

/** A request that somebody makes up, to be told what would come of it. */
export type Question = Pick<EngineRequest, 'method' | 'host' | 'authority' | 'protocol' | 'target'> & {
  readonly headers: readonly HeaderPair[]
}

/** The request that it stands for. Nobody's address is in it: none decides. */
export function requestOf({ headers, ...asked }: Question): EngineRequest {
  const rawHeaders = ['Host', asked.authority, ...headers.filter(([name]) => name.toLowerCase() !== 'host').flat()]
  return { ...asked, rawHeaders, clientIp: '0.0.0.0', body: null }
}
