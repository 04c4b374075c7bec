import { defineConfig, devices } from '@playwright/test'
import { browserLaunch } from './scripts/browser.ts'

/** Browser stories against a running Freshet at `E2E_BASE_URL`; `npm run test:e2e` starts one and sets it. */
export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  timeout: 30_000,
  reporter: [['list'], ['json', { outputFile: 'dist/reports/e2e.json' }]],
  use: {
    baseURL: process.env.E2E_BASE_URL,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: await browserLaunch(),
  },
  projects: [
    {
      name: 'desktop',
      use: { ...devices['Desktop Chrome'], colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    },
  ],
})
