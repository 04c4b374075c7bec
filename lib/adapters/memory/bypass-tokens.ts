import type { BypassToken, BypassTokens } from '@/lib/engine/fleet-ports'

export type MemoryBypassTokens = BypassTokens & {
  /** Adds a token, or puts it in place of the one with that id. */
  put(projectId: string, secret: string, token: BypassToken): void
}

/** Tokens in memory; the digest of a secret is the secret turned round. */
export function createMemoryBypassTokens(): MemoryBypassTokens {
  const projects = new Map<string, Map<string, BypassToken>>()
  return {
    async find(projectId, secret) {
      return { token: projects.get(projectId)?.get(secret), digest: [...secret].reverse().join('') }
    },
    put(projectId, secret, token) {
      const tokens = projects.get(projectId) ?? new Map<string, BypassToken>()
      projects.set(projectId, tokens.set(secret, token))
    },
  }
}
