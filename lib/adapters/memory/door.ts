import type { Door } from '@/lib/engine/protection/door'

/** Lets nobody in, and has no drafts. */
export const CLOSED_DOOR: Door = {
  admits: () => false,
  redeem: async () => undefined,
  openDraft: async () => undefined,
  passOfToken: () => ({ text: 'of-no-use', lifeSeconds: 1 }),
}
