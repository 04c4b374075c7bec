import { expect, test } from 'vitest'
import { endpointAt } from '@/components/gallery/scenes/answer'
import { PENDING, Refused } from '@/components/gallery/scenes/scene'
import { SCENES } from '@/components/gallery/scenes/scenes'
import { endpoints } from '@/lib/contract/endpoints'

test('each scene has an address of its own', () => {
  const ids = SCENES.map(({ id }) => id)
  expect(ids.length).toBeGreaterThan(100)
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

test('answers in the scenes are of the forms that the API promises', () => {
  const broken = SCENES.flatMap(({ id, answers }) =>
    Object.entries(endpoints).flatMap(([name, { output }]) => {
      const answer: unknown = Object.entries(answers).find(([asked]) => asked === name)?.[1]
      if (answer === undefined || answer === PENDING || answer instanceof Refused) return []
      const { error } = output.safeParse(answer)
      return error === undefined
        ? []
        : [`${id}, ${name}: ${error.issues[0]?.path.join('.')} ${error.issues[0]?.message}`]
    }),
  )
  expect(broken).toEqual([])
})

test.each([
  ['GET', '/api/v1/jobs', 'listJobs'],
  ['GET', '/api/v1/jobs/job_1', 'getJob'],
  ['POST', '/api/v1/purges/reach', 'getPurgeReach'],
  ['GET', '/api/v1/purges/scheduled', 'listScheduledPurges'],
  ['GET', '/api/v1/purges/7', 'getPurge'],
  ['PUT', '/api/v1/nowhere', undefined],
])('%s %s is %s', (method, pathname, name) => {
  expect(endpointAt(method, pathname)).toBe(name)
})
