import { defineConfig } from 'vitest/config'

const alias = { '@': import.meta.dirname, 'server-only': `${import.meta.dirname}/scripts/testing/server-only.ts` }
const shared = { globalSetup: ['scripts/testing/bundle.ts'], setupFiles: ['scripts/testing/quiet.ts'] }

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          ...shared,
          name: 'unit',
          include: ['{app,components,lib,db,scripts,bench,demo,sim}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{pg,process}.test.ts', '**/node_modules/**'],
          // What they prove takes no time; a machine with much else to do may be slow all the same.
          testTimeout: 30_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          // Real PostgreSQL (`pg`), real child processes (`process`): slower, hence not part of `npm run check`.
          name: 'integration',
          setupFiles: [...shared.setupFiles, 'scripts/testing/mended-driver.ts'],
          include: ['{lib,db,scripts,demo,sim}/**/*.{pg,process}.test.ts'],
          globalSetup: [...shared.globalSetup, 'scripts/testing/postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          ...shared,
          // Whole installations whose processes are killed, one after the other: a command of its own.
          name: 'faults',
          setupFiles: ['faults/setup.ts', ...shared.setupFiles],
          include: ['faults/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
