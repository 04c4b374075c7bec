import type { Body, Version } from '@/lib/engine/entry'

const UNIT_BYTES = 8192

/** 8 KB units of compressed bytes that storing or reading the version costs, its state included; an empty one costs 1. */
export function unitsOf({ body, state }: Pick<Version, 'body' | 'state'>): number {
  return Math.max(1, Math.ceil(storedSize({ body, state }) / UNIT_BYTES))
}

/** Compressed bytes of the version, its state included. */
export function storedSize({ body, state }: Pick<Version, 'body' | 'state'>): number {
  return storedBytes(body).length + (state === null ? 0 : storedBytes(state).length)
}

/** The bytes that are kept: the smaller of both forms. */
export function storedBytes(body: Body): Uint8Array {
  return body.brotli !== null && body.brotli.length < body.identity.length ? body.brotli : body.identity
}

/** What makes two responses the same; two bodies are when their hashes are. */
type Response = Pick<Version, 'status' | 'headers' | 'tags'> & {
  readonly body: Pick<Body, 'sha256'>
  readonly state: Pick<Body, 'sha256'> | null
}

/** Whether two versions answer alike: status, headers, tags, bytes and state, in their order. */
export function isSameVersion(one: Response, other: Response): boolean {
  return fingerprint(one) === fingerprint(other)
}

function fingerprint({ status, headers, tags, body, state }: Response): string {
  return JSON.stringify([status, headers, tags, body.sha256, state?.sha256])
}
