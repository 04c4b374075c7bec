import { z } from 'zod'
import { environment } from '@/lib/contract/domains'
import { instant, projectName } from '@/lib/contract/fields'

/** Bytes that names and values of one environment may have together (reference: environment variables, 64 KB). */
export const MAX_VARIABLES_BYTES = 65_536

/**
 * Names that functions must not be given: they would change how the function host itself starts, what it loads or where
 * it may write, and not what the function reads.
 */
const RESERVED =
  /^(?:PATH|HOME|TMPDIR|TMP|TEMP|PWD|SHELL|ENV|IFS|BASH_ENV|NODE_ENV|NODE_OPTIONS|NODE_PATH|NODE_UNIQUE_ID|NODE_V8_COVERAGE|NODE_COMPILE_CACHE|NODE_REPL_\w+|NODE_CHANNEL_\w+|LD_\w+|DYLD_\w+|GLIBC_TUNABLES|MALLOC_\w+|OPENSSL_\w+|FRESHET_\w*)$/i

/** Name of an environment variable. */
export const variableName = z
  .string()
  .max(256, 'A name has at most 256 characters.')
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'A name has letters, digits and underscores, and does not begin with a digit.')
  .refine((name) => !RESERVED.test(name), 'This name is reserved: it changes how functions are run. Choose another.')

/** Write-only: there is a name, and no call that answers the value. */
export const variable = z.object({
  project: projectName,
  name: variableName,
  environment,
  /** Equal for equal values of one project that were set under one key; says nothing else of the value. */
  fingerprint: z.string(),
  setBy: z.string(),
  setAt: instant,
  /** `old`: set it again before the older key goes. `missing`: no function of the environment starts until it is set again. */
  key: z.enum(['current', 'old', 'missing']),
})
export type Variable = z.infer<typeof variable>

export const listVariablesInput = z.object({ project: projectName })
export type ListVariablesInput = z.infer<typeof listVariablesInput>
export const variableList = z.object({ variables: z.array(variable) })
export type VariableList = z.infer<typeof variableList>

const environments = z
  .array(environment)
  .min(1, 'Name an environment: production, preview, or both.')
  .transform((named) => environment.options.filter((each) => named.includes(each)))

export const setVariableInput = z.object({
  project: projectName,
  name: variableName,
  value: z
    .string()
    .refine((value) => new TextEncoder().encode(value).length <= MAX_VARIABLES_BYTES, 'A value has at most 64 KB.'),
  environments: environments.default([...environment.options]),
})
export type SetVariableInput = z.infer<typeof setVariableInput>

export const removeVariableInput = z.object({
  project: projectName,
  name: variableName,
  /** Both when left out. */
  environment: environment.optional(),
})
export type RemoveVariableInput = z.infer<typeof removeVariableInput>

/** Once an edge has applied the journal up to `seq`, every call that begins sees the change. */
export const variableChange = z.object({ seq: z.number().int(), variables: z.array(variable) })
export type VariableChange = z.infer<typeof variableChange>
