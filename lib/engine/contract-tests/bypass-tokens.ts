import { describe, expect, test } from 'vitest'
import type { BypassToken, BypassTokens } from '@/lib/engine/fleet-ports'

/** Tokens as an edge finds them, and what an operator does to those of a project, obeyed by then. */
type Opened = {
  readonly tokens: BypassTokens
  put(projectId: string, secret: string, token: BypassToken): Promise<void>
}

const TOKEN: BypassToken = {
  id: 'btk_1',
  purposes: ['draft', 'revalidate'],
  paths: ['/blog/*'],
  deploymentIds: ['dpl_1'],
  expiresAtMs: Date.UTC(2040, 0, 1),
  isRevoked: false,
}

/** Every BypassTokens must pass this. */
export function testBypassTokens(name: string, open: () => Promise<Opened>): void {
  describe(`BypassTokens: ${name}`, () => {
    test('a secret is found with all that is to be known of it, and no other is', async () => {
      const { tokens, put } = await open()
      await put('prj_1', 'right', TOKEN)
      expect((await tokens.find('prj_1', 'right')).token).toEqual(TOKEN)
      expect((await tokens.find('prj_1', 'wrong')).token).toBeUndefined()
      expect((await tokens.find('prj_1', '')).token).toBeUndefined()
    })

    test('a secret of one project is none of another', async () => {
      const { tokens, put } = await open()
      await put('prj_1', 'right', TOKEN)
      await put('prj_2', 'other', { ...TOKEN, id: 'btk_2' })
      expect((await tokens.find('prj_2', 'right')).token).toBeUndefined()
      expect((await tokens.find('prj_2', 'other')).token?.id).toBe('btk_2')
    })

    test('what an operator changed is known from then on, whoever asked before', async () => {
      const { tokens, put } = await open()
      expect((await tokens.find('prj_1', 'right')).token).toBeUndefined()
      await put('prj_1', 'right', TOKEN)
      expect((await tokens.find('prj_1', 'right')).token?.isRevoked).toBe(false)
      await put('prj_1', 'right', { ...TOKEN, isRevoked: true })
      expect((await tokens.find('prj_1', 'right')).token?.isRevoked).toBe(true)
    })

    test('the digest names a secret and does not tell it', async () => {
      const { tokens, put } = await open()
      await put('prj_1', 'right', TOKEN)
      const [right, again, wrong] = [
        await tokens.find('prj_1', 'right'),
        await tokens.find('prj_1', 'right'),
        await tokens.find('prj_1', 'wrong'),
      ]
      expect(right.digest).toBe(again.digest)
      expect(right.digest).not.toBe(wrong.digest)
      expect(right.digest).not.toContain('right')
    })
  })
}
