import type { ReactNode } from 'react'
import type { z } from 'zod'
import type { ApiErrorCode } from '@/lib/contract/api-error'
import type { endpoints } from '@/lib/contract/endpoints'

/** The answer that does not come: whatever waits for it is loading or working. */
export const PENDING = Symbol('pending')

/** The answer that says no. */
export class Refused {
  readonly code: ApiErrorCode
  readonly message: string

  constructor(code: ApiErrorCode, message: string) {
    this.code = code
    this.message = message
  }
}

export const AWAY = new Refused('unavailable', 'The database cannot be reached. Nothing was changed; try again.')

type Endpoints = typeof endpoints
type Answer<Name extends keyof Endpoints> = z.input<Endpoints[Name]['output']> | typeof PENDING | Refused

/** What the API says in a scene. It says nothing else. */
export type Answers = { readonly [Name in keyof Endpoints]?: Answer<Name> }

/** What an operator does to get there; controls are named as they are read out. */
export type Act = { readonly fill: string; readonly with: string } | { readonly press: string }

/** One component in one state that takes the API, an operator or the whole window to come about. */
export type Scene = {
  /** As the address names it. */
  readonly id: string
  readonly component: string
  readonly state: string
  readonly answers: Answers
  readonly acts: readonly Act[]
  readonly draw: Draw
  /** How much of the window what is drawn on the page takes: that of a sheet, all of the page, or all there is. */
  readonly width: 'sheet' | 'page' | 'window'
}

type Draw = (close: () => void) => ReactNode

type State = { readonly answers?: Answers; readonly acts?: readonly Act[]; readonly draw?: Draw }

/** The states of one component. `draw` and the answers of all hold where a state has none of its own. */
export function scenesOf(
  component: string,
  all: { readonly draw?: Draw; readonly answers?: Answers; readonly width?: Scene['width'] },
  states: Readonly<Record<string, State>>,
): readonly Scene[] {
  return Object.entries(states).map(([state, { answers = {}, acts = [], draw = all.draw }]) => {
    if (draw === undefined) throw new Error(`${component}, ${state}: nothing is drawn.`)
    const id = `${component}-${state.replaceAll(/\W+/g, '-')}`
    return { id, component, state, acts, draw, width: all.width ?? 'sheet', answers: { ...all.answers, ...answers } }
  })
}
