import { expect, test } from 'vitest'
import { Collapser } from '@/lib/engine/steps/collapse'

function counted(result: Promise<string>) {
  const calls = { count: 0 }
  const work = () => {
    calls.count += 1
    return result
  }
  return { calls, work }
}

test('callers of one key share one piece of work, and only the first leads', async () => {
  const gate = Promise.withResolvers<string>()
  const { calls, work } = counted(gate.promise)
  const collapser = new Collapser<string>()
  const runs = Array.from({ length: 10 }, () => collapser.run('key', work))
  gate.resolve('page')
  expect(await Promise.all(runs.map(({ result }) => result))).toEqual(Array(10).fill('page'))
  expect(calls.count).toBe(1)
  expect(runs.map(({ isLeader }) => isLeader)).toEqual([true, ...Array(9).fill(false)])
})

test('different keys do not wait for each other', async () => {
  const never = Promise.withResolvers<string>()
  const collapser = new Collapser<string>()
  collapser.run('slow', () => never.promise)
  expect(await collapser.run('quick', async () => 'page').result).toBe('page')
})

test('a failure is shared by those who waited and then forgotten', async () => {
  const collapser = new Collapser<string>()
  const failing = collapser.run('key', async () => {
    throw new Error('boom')
  })
  const waiting = collapser.run('key', async () => 'never')
  await expect(failing.result).rejects.toThrow('boom')
  await expect(waiting.result).rejects.toThrow('boom')
  expect(await collapser.run('key', async () => 'page').result).toBe('page')
  expect(collapser.size).toBe(0)
})

test('after detaching, newcomers lead anew, and the end of the old work does not end theirs', async () => {
  const old = Promise.withResolvers<string>()
  const fresh = Promise.withResolvers<string>()
  const collapser = new Collapser<string>()
  const first = collapser.run('key', () => old.promise)
  collapser.detach('key')
  const second = collapser.run('key', () => fresh.promise)
  old.resolve('old')
  await first.result
  const third = collapser.run('key', async () => 'third')
  fresh.resolve('new')
  expect(second.isLeader).toBe(true)
  expect(third.isLeader).toBe(false)
  expect(await third.result).toBe('new')
})
