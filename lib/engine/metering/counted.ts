import { encodeStreamed } from '@/lib/engine/calls/streamed-encoding'
import { watchedBody } from '@/lib/engine/calls/watched-body'
import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { Place } from '@/lib/engine/metering/tally'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

/**
 * The response as it goes out, counted. The bytes of a streamed body count when it is over, compressed as they are then: for
 * the place, whose tally has been taken meanwhile.
 */
export function counted(engine: Engine, request: EngineRequest, place: Place, made: EngineResponse): EngineResponse {
  const response = placed(encodeStreamed(engine, request, made), place)
  engine.meter.served(engine.meter.tally(place), request, response)
  const { body } = response
  if (body === null || body instanceof Uint8Array) return response
  const over = (bytes: number) => {
    engine.meter.tally(place).bytesOut += bytes
  }
  return { ...response, body: watchedBody(body, { over }) }
}

function placed(response: EngineResponse, place: Place): EngineResponse {
  return response.place === place ? response : { ...response, place }
}

/** The body of a request, counted as it is read: what is not read reached nobody. */
export function receivedBody(engine: Engine, place: Place, { body }: EngineRequest): EngineRequest['body'] {
  if (body === null) return null
  return watchedBody(body, {
    taken: (chunk) => {
      engine.meter.tally(place).bytesIn += chunk.byteLength
    },
  })
}

/** What a request counts for, where it is no entry's. */
export function placeOf(site: Site, path: string, route = path): Place {
  return { projectId: site.projectId, deploymentId: site.deployment.id, domain: site.domain, path, route }
}
