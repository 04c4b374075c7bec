import { describe, expect, test } from 'vitest'
import type { Leases } from '@/lib/engine/fleet-ports'

/** Two edges of one fleet. `outlive`: the first one died, and the time of its leases has passed. */
type Opened = { readonly one: Leases; readonly two: Leases; outlive(): Promise<void> | void }

const TAKE = { takesOver: false }

/** Every Leases must pass this. */
export function testLeases(name: string, open: () => Promise<Opened>): void {
  describe(`Leases: ${name}`, () => {
    test('of several edges that want one lease at once, one gets it, and the others are told whom they wait for', async () => {
      const { one, two } = await open()
      const all = await Promise.all([one.take('a', TAKE), two.take('a', TAKE), two.take('b', TAKE)])
      expect(all.map(({ kind }) => kind).filter((kind) => kind === 'taken')).toHaveLength(2)
      expect(all[2].kind).toBe('taken')
      for (const each of all) if (each.kind === 'taken') each.release()
    })

    test('one holder has one name, the next one another', async () => {
      const { one, two } = await open()
      const first = taken(await one.take('a', TAKE))
      const names = [await two.take('a', TAKE), await two.take('a', TAKE)].map(holderOf)
      const second = taken(await one.take('a', { takesOver: true }))
      names.push(holderOf(await two.take('a', TAKE)))
      expect(new Set(names).size).toBe(2)
      expect(names[0]).toBe(names[1])
      first.release()
      second.release()
    })

    test('a lease that was released is free', async () => {
      const { one, two } = await open()
      taken(await one.take('a', TAKE)).release()
      taken(
        await until(
          () => two.take('a', TAKE),
          ({ kind }) => kind === 'taken',
        ),
      ).release()
    })

    test('who takes over has it, and the late release of who lost it changes nothing', async () => {
      const { one, two } = await open()
      const lost = taken(await one.take('a', TAKE))
      const kept = taken(await two.take('a', { takesOver: true }))
      lost.release()
      expect((await one.take('b', TAKE)).kind).toBe('taken')
      expect((await one.take('a', TAKE)).kind).toBe('held')
      kept.release()
    })

    test('an edge is not kept waiting by itself', async () => {
      const { one } = await open()
      const first = taken(await one.take('a', TAKE))
      const second = taken(await one.take('a', TAKE))
      first.release()
      second.release()
    })

    test('the lease of an edge that died is free after its time', async () => {
      const { one, two, outlive } = await open()
      await one.take('a', TAKE)
      await outlive()
      taken(await two.take('a', TAKE)).release()
    })

    test('a pause ends', async () => {
      const { one, two } = await open()
      const pause = two.pause()
      taken(await one.take('a', TAKE)).release()
      await pause
    })
  })
}

type Taken = Awaited<ReturnType<Leases['take']>>

function taken(leasing: Taken) {
  if (leasing.kind !== 'taken') throw new Error(`It is held by ${leasing.holder}.`)
  return leasing
}

function holderOf(leasing: Taken): string {
  if (leasing.kind !== 'held') throw new Error('It was free.')
  return leasing.holder
}

/** A release takes effect soon, not at once. */
async function until<T>(ask: () => Promise<T>, isRight: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isRight(answer)) return answer
  }
}
