import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { browserLaunch } from './scripts/browser.ts'

const desktop = { ...devices['Desktop Chrome'], colorScheme: 'light', viewport: { width: 1440, height: 900 } } as const

/** Browser stories against a running Freshet at `E2E_BASE_URL`; `npm run test:e2e` starts one and sets it. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  // What a step expects has a time of its own, below; a whole story is as slow as the machine.
  timeout: 60_000,
  // Where a red run lands nothing, one dead browser must not decide; `npm test` says what needed a second try.
  retries: process.env.CI ? 1 : 0,
  // Figures come to the database once a second, and pages ask for them every five.
  expect: { timeout: 10_000 },
  reporter: [['list'], ['json', { outputFile: 'dist/reports/e2e.json' }]],
  use: {
    baseURL: process.env.E2E_BASE_URL,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: await browserLaunch(),
  },
  // In this order: nobody can sign in before the set-up, and the outage takes the database from everybody.
  projects: [
    { name: 'set-up', testMatch: 'set-up.spec.ts', use: desktop },
    {
      name: 'desktop',
      dependencies: ['set-up'],
      testIgnore: ['set-up.spec.ts', 'outage.spec.ts'],
      use: { ...desktop, storageState: join(process.env.E2E_DATA_DIR ?? '', 'owner.json') },
    },
    {
      name: 'outage',
      dependencies: ['desktop'],
      testMatch: 'outage.spec.ts',
      use: { ...desktop, storageState: join(process.env.E2E_DATA_DIR ?? '', 'owner.json') },
    },
  ],
})
