/** Where paths without a name of their own are counted together. Such names are no paths: a path starts with a slash. */
export const FOLDED_PATH = '(other paths)'

/** Paths that may be counted by name in an hour. */
export type PathLimits = { readonly ofProject: number; readonly ofAll: number }

const LIMITS: PathLimits = { ofProject: 5_000, ofAll: 100_000 }

/**
 * Which paths are counted by name. Whoever comes first in an hour has one, and so has, at each hour's beginning, whoever was
 * asked for most in the hour before: made-up URLs, however many, take what is left, and only of their own project.
 */
export class PathNames {
  readonly #limits: PathLimits
  /** Requests of the hour under way, by project and key. */
  readonly #projects = new Map<string, Map<string, number>>()
  #size = 0
  #hour = 0

  constructor(limits = LIMITS) {
    this.#limits = limits
  }

  /** Whether the path has a name, or may have one from now on. */
  take(projectId: string, key: string): boolean {
    const names = this.#projects.get(projectId)
    if (names?.has(key)) return true
    if ((names?.size ?? 0) >= this.#limits.ofProject || this.#size >= this.#limits.ofAll) return false
    if (names === undefined) this.#projects.set(projectId, new Map([[key, 0]]))
    else names.set(key, 0)
    this.#size += 1
    return true
  }

  asked(projectId: string, key: string, requests: number): void {
    const names = this.#projects.get(projectId)
    const before = names?.get(key)
    if (names !== undefined && before !== undefined) names.set(key, before + requests)
  }

  /** A new hour begins with the most asked for of the one before, up to half of what a project may have. */
  passTo(hour: number): void {
    if (hour === this.#hour) return
    this.#hour = hour
    this.#size = 0
    for (const [projectId, names] of this.#projects) {
      const asked = [...names].filter(([, requests]) => requests > 0)
      const most = asked.toSorted(([, one], [, other]) => other - one).slice(0, this.#limits.ofProject / 2)
      if (most.length === 0) this.#projects.delete(projectId)
      else this.#projects.set(projectId, new Map(most.map(([key]) => [key, 0])))
      this.#size += most.length
    }
  }
}
