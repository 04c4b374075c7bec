import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VERSION, versionBuilt } from '@/lib/server/version'

test('an edge tells the build that it runs, so that two of one version are told apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-version-'))
  try {
    expect(versionBuilt(folder)).toBe(VERSION)
    writeFileSync(join(folder, 'build.json'), JSON.stringify({ sources: '3f9c2a1b'.repeat(8), nextBuildId: 'x' }))
    expect(versionBuilt(folder)).toBe(`${VERSION}+3f9c2a1`)
    for (const damaged of [JSON.stringify({ sources: 'no hash' }), '{"sources": "3f9', '']) {
      writeFileSync(join(folder, 'build.json'), damaged)
      expect(versionBuilt(folder)).toBe(VERSION)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
