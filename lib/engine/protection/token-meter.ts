import type { TokenUse, WrongToken } from '@/lib/engine/metering/meter-batch'
import { visitorAt } from '@/lib/engine/protection/visitor-address'

/** This many different wrong secrets in one window make an address a guesser. Repeating one is not another guess. */
const GUESSES = 10
const WINDOW_MS = 60_000
/** How long the secrets of such an address are then ignored. */
const HELD_MS = 60_000
/** Addresses that are remembered; beyond that, the one that was first heard from is forgotten. */
const ADDRESS_LIMIT = 10_000
/** Addresses that are named in one batch; the rest are counted together. */
const NAMED_LIMIT = 100
const OTHERS = '(others)'

type Shower = {
  readonly site: { readonly projectId: string; readonly domain: string }
  readonly clientIp: string
}

type Guesses = { readonly digests: Set<string>; readonly endsAtMs: number; heldUntilMs: number }
type Writable<Row> = { -readonly [Name in keyof Row]: Row[Name] }

/**
 * Counts uses of bypass tokens, and recognises guessers. Each edge knows only its own guesses, so an attacker has as many
 * tries as there are edges.
 */
export class TokenMeter {
  readonly #guesses = new Map<string, Guesses>()
  #uses = new Map<string, Writable<TokenUse>>()
  #wrong = new Map<string, Writable<WrongToken>>()

  /** Whether secrets from this address are ignored at present. */
  isHeld(shower: Shower, nowMs: number): boolean {
    const guesses = this.#guesses.get(addressKey(shower))
    return guesses !== undefined && nowMs < guesses.heldUntilMs
  }

  /** Counts a request with the secret of a token, which is valid for what was asked or not (`holds`). */
  shown(id: string, { holds, nowMs, clientIp }: { readonly holds: boolean; nowMs: number; clientIp: string }): void {
    const use = this.#uses.get(id) ?? emptyUse(id)
    this.#uses.set(id, use)
    if (holds) Object.assign(use, { uses: use.uses + 1, lastUsedAt: new Date(nowMs), lastUsedFrom: clientIp })
    else {
      Object.assign(use, {
        refusals: use.refusals + 1,
        lastRefusedAt: new Date(nowMs),
        lastRefusedFrom: clientIp,
      })
    }
  }

  /** Counts a request whose secret is no token at all. */
  wrong(shower: Shower, digest: string, nowMs: number): void {
    this.#wrongFrom(shower, nowMs).requests += 1
    const key = addressKey(shower)
    const known = this.#guesses.get(key)
    const guesses = known !== undefined && nowMs < known.endsAtMs ? known : newGuesses(nowMs)
    if (guesses !== known) this.#remember(key, guesses)
    guesses.digests.add(digest)
    if (guesses.digests.size >= GUESSES) guesses.heldUntilMs = nowMs + HELD_MS
  }

  /** Counts a request whose secret was ignored. */
  unseen(shower: Shower, nowMs: number): void {
    this.#wrongFrom(shower, nowMs).unseen += 1
  }

  /** Takes everything counted since the last time. */
  drain(): { readonly tokenUses: readonly TokenUse[]; readonly wrongTokens: readonly WrongToken[] } {
    const drained = { tokenUses: [...this.#uses.values()], wrongTokens: [...this.#wrong.values()] }
    this.#uses = new Map()
    this.#wrong = new Map()
    return drained
  }

  #remember(key: string, guesses: Guesses): void {
    this.#guesses.delete(key)
    this.#guesses.set(key, guesses)
    if (this.#guesses.size <= ADDRESS_LIMIT) return
    for (const oldest of this.#guesses.keys()) {
      this.#guesses.delete(oldest)
      return
    }
  }

  #wrongFrom({ site: { projectId, domain }, clientIp }: Shower, nowMs: number): Writable<WrongToken> {
    const address = visitorAt(clientIp)
    const named = `${domain}\n${address}`
    const isKnown = this.#wrong.has(named) || this.#wrong.size < NAMED_LIMIT
    const key = isKnown ? named : `${domain}\n${OTHERS}`
    const at = new Date(nowMs)
    const found = this.#wrong.get(key)
    const row = found ?? {
      projectId,
      domain,
      address: isKnown ? address : OTHERS,
      requests: 0,
      unseen: 0,
      firstAt: at,
      lastAt: at,
    }
    row.lastAt = at
    this.#wrong.set(key, row)
    return row
  }
}

/** By project and not by domain: tokens are valid on all domains of a project. */
function addressKey({ site, clientIp }: Shower): string {
  return `${site.projectId}\n${visitorAt(clientIp)}`
}

function newGuesses(nowMs: number): Guesses {
  return { digests: new Set(), endsAtMs: nowMs + WINDOW_MS, heldUntilMs: 0 }
}

function emptyUse(tokenId: string): TokenUse {
  const never = { lastUsedAt: null, lastUsedFrom: null, lastRefusedAt: null, lastRefusedFrom: null }
  return { tokenId, uses: 0, refusals: 0, ...never }
}
