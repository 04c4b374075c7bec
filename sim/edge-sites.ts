import type { Site } from '@/lib/engine/deployment'
import type { Sites } from '@/lib/engine/ports'

/** Hosts in the memory of one edge, with the promises that PostgresSites makes. */
export class EdgeSites implements Sites {
  readonly #load: (host: string) => Promise<Site | undefined>
  readonly #known = new Map<string, Site>()
  readonly #lookUps = new Map<string, Promise<Site | undefined>>()

  constructor(load: (host: string) => Promise<Site | undefined>) {
    this.#load = load
  }

  isKnown(host: string): boolean {
    return this.#known.has(host)
  }

  find(host: string): Site | undefined | Promise<Site | undefined> {
    return this.#known.get(host) ?? this.#lookUps.get(host) ?? this.#lookUp(host)
  }

  /** What the host showed is shown until the new site is there; if it cannot be had the host is forgotten. */
  async refresh(host: string): Promise<void> {
    if (!this.#known.has(host) && !this.#lookUps.has(host)) return
    try {
      await this.#lookUp(host)
    } catch {
      if (!this.#lookUps.has(host)) this.#known.delete(host)
    }
  }

  forgetAll(): void {
    this.#known.clear()
    this.#lookUps.clear()
  }

  #lookUp(host: string): Promise<Site | undefined> {
    const lookUp = this.#load(host).then(
      (site) => {
        if (this.#lookUps.get(host) !== lookUp) return site
        this.#lookUps.delete(host)
        if (site !== undefined) this.#known.set(host, site)
        return site
      },
      (error: unknown) => {
        if (this.#lookUps.get(host) === lookUp) this.#lookUps.delete(host)
        throw error
      },
    )
    this.#lookUps.set(host, lookUp)
    return lookUp
  }
}
