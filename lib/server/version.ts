import packageJson from '../../package.json' with { type: 'json' }

/** The version of this Freshet. */
export const VERSION: string = packageJson.version
