import { describe, test } from 'vitest'
import { faultRounds } from '@/lib/server/env'
import { installationFixture } from './installation-fixture.ts'
import { play } from './play.ts'
import { openStandby } from './standby.ts'

const fixture = installationFixture()

describe.each(faultRounds())('round %i', () => {
  test('a standby takes over without the last purges: edges notice by themselves, and obey every purge since', async (context) => {
    const { database, ledger } = fixture.installation
    const standby = await openStandby(database, `${fixture.folder}/postgres`)
    try {
      await play(fixture.installation, context, {
        fault: async ({ operators, round }) => {
          await operators.acknowledge(5)
          await standby.catchUp()
          await standby.fallBehind()
          const before = operators.acknowledged
          await operators.acknowledge(10)
          await round()
          await database.kill()
          await round()
          const lost = operators.acknowledged - before
          // What it had not heard of is lost, and nobody is to blame: all that is acknowledged from now on is held against edges.
          ledger.forget()
          await standby.takeOver()
          const tookMs = await operators.acknowledge(1)
          // Their numbers are those that the lost ones had, by which alone nobody could tell them apart.
          await operators.acknowledge(lost + 5)
          await round()
          return `${lost} purges were lost; one is taken ${tookMs} ms after the standby is there`
        },
      })
    } finally {
      await standby.close()
    }
  })
})
