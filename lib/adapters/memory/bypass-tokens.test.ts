import { createMemoryBypassTokens } from '@/lib/adapters/memory/bypass-tokens'
import { testBypassTokens } from '@/lib/engine/contract-tests/bypass-tokens'

testBypassTokens('memory', async () => {
  const tokens = createMemoryBypassTokens()
  return { tokens, put: async (...token) => tokens.put(...token) }
})
