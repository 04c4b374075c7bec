import { watchedBody } from '@/lib/engine/calls/watched-body'
import type { Engine } from '@/lib/engine/engine'
import type { Place } from '@/lib/engine/metering/tally'
import { sizeOfPairs } from '@/lib/engine/metering/wire-size'
import type { FunctionCall, FunctionFailure, FunctionResponse } from '@/lib/engine/ports'

/** Calls a function for a visitor, and counts the bytes that go there and come from it. */
export async function invoke(
  engine: Engine,
  place: Place,
  call: FunctionCall,
): Promise<FunctionResponse | FunctionFailure> {
  countSent(engine, place, call)
  const sent = (chunk: Uint8Array) => {
    engine.meter.tally(place).bytesToFunctions += chunk.byteLength
  }
  const body = call.body === null ? null : watchedBody(call.body, { taken: sent })
  const answer = await engine.functions.invoke({ ...call, body })
  const taken = countReceived(engine, place, answer)
  return answer.kind === 'failed' ? answer : { ...answer, body: watchedBody(answer.body, { taken }) }
}

/** Counts the head of a call, which goes to its function. */
export function countSent({ meter }: Engine, place: Place, { method, url, headers }: FunctionCall): void {
  meter.tally(place).bytesToFunctions += method.length + url.length + sizeOfPairs(headers)
}

/** Counts the head of an answer, where there is one. What is returned counts a chunk of its body. */
export function countReceived({ meter }: Engine, place: Place, answer: FunctionResponse | FunctionFailure) {
  if (answer.kind === 'answered') meter.tally(place).bytesFromFunctions += sizeOfPairs(answer.headers)
  return (chunk: Uint8Array): void => {
    meter.tally(place).bytesFromFunctions += chunk.byteLength
  }
}
