import type { Body, Version } from '@/lib/engine/entry'

const UNIT_BYTES = 8192

/** 8 KB units of compressed bytes that storing or reading the body costs; an empty one costs 1. */
export function unitsOf(body: Body): number {
  return Math.max(1, Math.ceil(storedBytes(body).length / UNIT_BYTES))
}

/** The bytes that are kept: the smaller of both forms. */
export function storedBytes(body: Body): Uint8Array {
  return body.brotli !== null && body.brotli.length < body.identity.length ? body.brotli : body.identity
}

/** What makes two responses the same; two bodies are when their hashes are. */
type Response = Pick<Version, 'status' | 'headers' | 'tags'> & { readonly body: Pick<Body, 'sha256'> }

/** Whether two versions answer alike: status, headers, tags and bytes, in their order. */
export function isSameVersion(one: Response, other: Response): boolean {
  return fingerprint(one) === fingerprint(other)
}

function fingerprint({ status, headers, tags, body }: Response): string {
  return JSON.stringify([status, headers, tags, body.sha256])
}
