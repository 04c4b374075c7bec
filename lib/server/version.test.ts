import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { VERSION, versionBuilt } from '@/lib/server/version'

test('an edge tells the build that it runs, so that two of one version are told apart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'freshet-version-'))
  try {
    const warned: string[] = []
    const version = () => versionBuilt(folder, (sentence) => warned.push(sentence))
    expect(version()).toBe(VERSION)
    writeFileSync(join(folder, 'build.json'), JSON.stringify({ sources: '3f9c2a1b'.repeat(8), nextBuildId: 'x' }))
    expect(version()).toBe(`${VERSION}+3f9c2a1`)
    expect(warned).toEqual([])
    for (const damaged of [JSON.stringify({ sources: 'no hash' }), '{"sources": "3f9', '']) {
      writeFileSync(join(folder, 'build.json'), damaged)
      expect(version()).toBe(VERSION)
      expect(warned.splice(0)).toEqual([
        expect.stringMatching(/build\.json is damaged.*“npm run build” writes a new one/),
      ])
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
