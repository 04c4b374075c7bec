import { afterAll, beforeAll } from 'vitest'
import { makeEdgeFolder } from '@/lib/edge/testing'
import { type Installation, type InstallationOptions, openInstallation } from './installation.ts'
import { showTheNewest } from './proof.ts'

type Options = Omit<InstallationOptions, 'folder'> & {
  /** Prepares the folder that is to hold everything; resolves to what undoes that. `undefined`: it cannot be done, and nothing starts. */
  readonly prepare?: (folder: string) => (() => void) | undefined
}

/** What the tests of one file play with: running, and warm, before the first of them. */
export type InstallationFixture = {
  /** Throws where it could not be prepared. */
  readonly installation: Installation
  /** Holds everything that it writes. */
  readonly folder: string
}

/** Opens an installation for the tests of this file, and closes it behind them. */
export function installationFixture({ prepare = () => () => {}, ...options }: Options = {}): InstallationFixture {
  const undo: (() => unknown)[] = []
  let folder = ''
  let installation: Installation | undefined
  beforeAll(async () => {
    const made = await makeEdgeFolder()
    folder = made.path
    undo.push(made.remove)
    const restore = prepare(folder)
    if (restore === undefined) return
    undo.push(restore)
    installation = await openInstallation({ ...options, folder })
    undo.push(installation.close)
    await showTheNewest(installation)
  })
  afterAll(async () => {
    for (const each of undo.toReversed()) await each()
  })
  return {
    get installation() {
      if (installation === undefined) throw new Error('There is no installation.')
      return installation
    },
    get folder() {
      return folder
    },
  }
}
