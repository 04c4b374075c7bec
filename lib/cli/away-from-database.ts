import { CliFailure, EXIT } from '@/lib/cli/failure'

/*
 * What the installed command has in place of lib/cli/local.ts and lib/cli/local-backup.ts (scripts/pack-cli.ts): it runs where Freshet
 * does not, and brings neither its schema nor a driver.
 */

const refuse = async (): Promise<never> => {
  const message =
    'This works beside the database alone: run it in the folder of Freshet, on the machine that runs it. The installed command speaks to FRESHET_URL.'
  throw new CliFailure(EXIT.refused, { code: 'unavailable', message })
}

export const createTokenLocally = refuse
export const mintTokenLocally = refuse
export const backUpLocally = refuse
export const restoreLocally = refuse
export const checkLocally = refuse
