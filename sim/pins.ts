import type { Answer, Made } from './model'
import { type DeploymentId, outputAt } from './pages'

/** What an operator chose to be shown of a page. */
export type Pin = {
  readonly seq: number
  readonly domain: string
  readonly deployment: DeploymentId
  readonly path: string
  /** By output, of the generation that was chosen; `null`: from here on whatever is newest. */
  readonly texts: ReadonlyMap<string, string> | null
  readonly atMs: number
}

type Place = Pick<Answer, 'domain' | 'page'> & Pick<Made, 'deployment'>
/** Whether a pin may be hidden by a deletion, as far as somebody who asks so can know. */
export type IsHidden = (pin: Pin) => boolean

/** What operators pinned, one after the other. The last one that an edge knows of counts, or one that it may know of already. */
export class Pins {
  readonly #pins: Pin[] = []
  /** Of before the database was put back. */
  readonly #dropped: Pin[] = []

  add(pin: Pin): void {
    this.#pins.push(pin)
  }

  /** Those after this number were never made. */
  dropAfter(seq: number): void {
    this.#dropped.push(...this.#pins.filter((pin) => pin.seq > seq))
    this.#pins.splice(0, this.#pins.length, ...this.#pins.filter((pin) => pin.seq <= seq))
  }

  /** What may rule a page for somebody who knows of `knownSeq`; `undefined`: nothing was pinned yet. */
  rulings(place: Place, knownSeq: number): readonly (Pin | undefined)[] {
    const ofPage = this.#pins.filter((pin) => isOf(pin, place))
    const known = ofPage.findLast(({ seq }) => seq <= knownSeq)
    return [known, ...ofPage.filter(({ seq }) => seq > knownSeq)]
  }

  /** The text that is to be shown of a target, hidden or not. */
  chosen(place: Place, target: string): { readonly pin: Pin; readonly text: string } | undefined {
    const pin = this.#pins.findLast((other) => isOf(other, place))
    const text = pin?.texts?.get(outputAt(target))
    return pin === undefined || text === undefined ? undefined : { pin, text }
  }

  /** The pin by which a text is shown, whatever its age. */
  choosing(text: string, target: string, rulings: readonly (Pin | undefined)[]): Pin | undefined {
    return rulings.findLast((pin) => pin?.texts?.get(outputAt(target)) === text)
  }

  /** Whether a text was ever chosen, as far as an edge knows that has yet to hear that the database was put back. */
  wasChosen(text: string, target: string, place: Place): boolean {
    const all = [...this.#dropped, ...this.#pins].filter((pin) => isOf(pin, place))
    return this.choosing(text, target, all) !== undefined
  }

  /** What is wrong with a text out of the cache: something else was chosen. */
  faultOf(
    answer: Pick<Answer, 'text' | 'target'>,
    rulings: readonly (Pin | undefined)[],
    isHidden: IsHidden,
  ): string | undefined {
    const output = outputAt(answer.target)
    const mayShow = (pin: Pin | undefined) => {
      const text = pin?.texts?.get(output)
      return pin === undefined || text === undefined || text === answer.text || isHidden(pin)
    }
    if (rulings.some(mayShow)) return undefined
    return `showed “${answer.text}”, though “${rulings[0]?.texts?.get(output)}” was pinned by ${rulings[0]?.seq}`
  }

  /** Whether members of a page may be shown together though two renders made them. */
  mayMix(texts: readonly string[], rulings: readonly (Pin | undefined)[], isHidden: IsHidden): boolean {
    return rulings.some((pin) => {
      if (pin === undefined || pin.texts === null) return false
      const chosen = [...pin.texts.values()]
      const others = texts.filter((text) => !chosen.includes(text))
      // A generation may be of two renders; and a member that it has not is shown as if nothing were pinned.
      return others.length === 0 || isHidden(pin) || pin.texts.size < texts.length
    })
  }
}

function isOf(pin: Pin, { domain, deployment, page }: Place): boolean {
  return pin.domain === domain && pin.deployment === deployment && pin.path === page.path
}
