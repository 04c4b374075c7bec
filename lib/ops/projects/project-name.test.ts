import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projectName } from '@/lib/contract/fields'
import { requireFreeName } from '@/lib/ops/projects/project-name'

const folders = readdirSync('app', { withFileTypes: true }).filter((entry) => entry.isDirectory())
const taken = folders.map(({ name }) => name).filter((name) => projectName.safeParse(name).success)

test('the dashboard has folders whose names could be a project', () => {
  expect(taken.length).toBeGreaterThan(8)
})

test.each(taken)('no project is called “%s”: its pages would hide behind those of the dashboard', (name) => {
  expect(() => requireFreeName(name)).toThrow('is a page of the dashboard')
})

test('any other name is free', () => {
  expect(() => requireFreeName('shop')).not.toThrow()
})
