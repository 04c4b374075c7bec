import { setTimeout as delay } from 'node:timers/promises'

/** A page that failed is tried again after half a minute at the latest. */
const RECOVERY_MS = 90_000
const BETWEEN_MS = 50

/** Resolves to how long it took until `isSo` held, in milliseconds. Throws what `isSo` threw last when that takes too long. */
export async function until(isSo: () => Promise<void>, limitMs = RECOVERY_MS): Promise<number> {
  const beganMs = performance.now()
  for (;;) {
    try {
      await isSo()
      return Math.round(performance.now() - beganMs)
    } catch (error) {
      if (performance.now() - beganMs > limitMs) throw error
      await delay(BETWEEN_MS)
    }
  }
}
