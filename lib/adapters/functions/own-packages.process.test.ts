import { expect, test } from 'vitest'
import { functionFixture, nodeRuntime } from '@/lib/adapters/functions/function-fixture'

const inner = { 'index/node_modules/inner/index.js': "exports.name = 'inner'" }
/** Where the packages of a checkout are, seen from a bundle below it. */
const outer = {
  'node_modules/outer/index.js': "exports.name = 'outer'",
  'node_modules/outer/package.json': '{ "main": "index.js" }',
}

/** Tells what came of loading each of the two, by `load`. */
const report = (load: string) => `
const told = async (name) => {
  try { return (await ${load}(name)).name } catch (error) { return error.code + ' ' + error.message }
}
`

test.each([
  [
    'require',
    'index.js',
    `${report('require')} module.exports = async (req, res) => res.end(JSON.stringify([await told('inner'), await told('outer')]))`,
    'MODULE_NOT_FOUND',
  ],
  [
    'import',
    'index.mjs',
    `const load = (name) => import(name).then((found) => found.default)
     ${report('load')} export default async (req, res) => res.end(JSON.stringify([await told('inner'), await told('outer')]))`,
    'ERR_MODULE_NOT_FOUND',
  ],
])(
  'a function loads by %s the packages of its bundle, and none of the folders above',
  async (_way, handler, source, code) => {
    await using fixture = await functionFixture({ ...inner, ...outer, [`index/${handler}`]: source })

    const { text } = await fixture.fetch({ function: { runtime: nodeRuntime({ handler }) } })

    expect(JSON.parse(text)).toEqual([
      'inner',
      expect.stringMatching(new RegExp(`^${code} Cannot find module 'outer'.* is not part of the deployment\\.$`)),
    ])
  },
)

test('a function that needs a package of a folder above fails as on a machine without it', async () => {
  await using fixture = await functionFixture({ ...outer, 'index/index.js': "require('outer')" })

  expect(await fixture.invoke()).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining("Cannot find module 'outer'"),
  })
})
