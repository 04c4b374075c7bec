import { expect, test } from 'vitest'
import { sharedMegabytes } from '@/lib/launcher/postgres'

test('PostgreSQL shares a sixteenth of the memory, no less than it takes by itself and no more than a gigabyte', () => {
  const gigabyte = 2 ** 30
  expect([0.5, 2, 4, 8, 64].map((size) => sharedMegabytes(size * gigabyte))).toEqual([128, 128, 256, 512, 1_024])
})
