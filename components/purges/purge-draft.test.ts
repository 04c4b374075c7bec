import { expect, test } from 'vitest'
import {
  checkDraft,
  confirmationFor,
  draftOfParams,
  draftOfPath,
  draftOfPaths,
  EMPTY_DRAFT,
  purgeCommand,
} from '@/components/purges/purge-draft'

const onDomain = { ...EMPTY_DRAFT, scope: { kind: 'domain', domain: 'shop.example.com' } } as const

test('an empty draft asks for the scope first and never means everything', () => {
  expect(checkDraft('shop', EMPTY_DRAFT)).toEqual({
    kind: 'incomplete',
    missing: 'Choose how far the purge reaches.',
  })
})

test('a scope without a selector is not everything either', () => {
  expect([
    checkDraft('shop', onDomain).kind,
    checkDraft('shop', { ...onDomain, kind: 'path', text: ' \n' }).kind,
    checkDraft('shop', { ...onDomain, kind: 'tag' }).kind,
  ]).toEqual(['incomplete', 'incomplete', 'incomplete'])
})

test('a deadline is of a deletion, and forgotten when the mode is another', () => {
  const draft = { ...onDomain, kind: 'all', deadlineSeconds: 30 } as const
  expect(checkDraft('shop', { ...draft, mode: 'delete' })).toMatchObject({ purge: { deadlineSeconds: 30 } })
  expect(checkDraft('shop', { ...draft, mode: 'invalidate' })).not.toHaveProperty('purge.deadlineSeconds')
})

test('lines become selectors, blank and repeated ones do not', () => {
  expect(checkDraft('shop', { ...onDomain, kind: 'path', text: '/a\n\n /b \n/a' })).toEqual({
    kind: 'ready',
    purge: {
      project: 'shop',
      scope: { kind: 'domain', domain: 'shop.example.com' },
      selectors: [
        { kind: 'path', path: '/a' },
        { kind: 'path', path: '/b' },
      ],
      mode: 'invalidate',
    },
  })
})

test('what the API would refuse is refused with its sentence', () => {
  expect(checkDraft('shop', { ...onDomain, kind: 'path', text: 'blog' })).toEqual({
    kind: 'wrong',
    message: 'A path starts with a slash and has no query.',
  })
})

test('the command says the same purge and can be pasted', () => {
  const scope = { kind: 'domain', domain: 'shop.example.com' } as const
  const selectors = [
    { kind: 'path', path: '/a b' },
    { kind: 'tag', tag: 'price:18' },
  ] as const
  expect(purgeCommand({ project: 'shop', scope, selectors: [...selectors], mode: 'delete' })).toBe(
    `npx freshet purge --project shop --domain shop.example.com --path '/a b' --tag price:18 --delete --yes`,
  )
  expect(
    purgeCommand({ project: 'shop', scope, selectors: [{ kind: 'all' }], mode: 'delete', deadlineSeconds: 300 }),
  ).toBe('npx freshet purge --project shop --domain shop.example.com --all --delete --deadline 300s --yes')
  expect(
    purgeCommand({ project: 'shop', scope: { kind: 'project' }, selectors: [{ kind: 'all' }], mode: 'invalidate' }),
  ).toBe('npx freshet purge --project shop --whole-project --all --yes')
  expect(
    purgeCommand({
      project: 'shop',
      scope: { kind: 'environment', environment: 'production' },
      selectors: [{ kind: 'all' }],
      mode: 'invalidate',
    }),
  ).toBe('npx freshet purge --project shop --environment production --all --yes')
})

test('a row of the paths fills in its own domain and path, and no more', () => {
  expect(draftOfPath({ domain: 'shop.example.com', path: '/sale' })).toEqual({
    ...onDomain,
    kind: 'path',
    text: '/sale',
  })
})

test('chosen rows fill in their paths once and their domain, and where they have several no scope at all', () => {
  const [sale, home] = [
    { domain: 'shop.example.com', path: '/sale' },
    { domain: 'shop.example.com', path: '/' },
  ]
  expect(draftOfPaths([sale, home, sale])).toEqual({ ...onDomain, kind: 'path', text: '/sale\n/' })
  const apart = draftOfPaths([sale, { domain: 'b.example.com', path: '/sale' }])
  expect(apart).toEqual({ ...EMPTY_DRAFT, kind: 'path', text: '/sale' })
  expect(checkDraft('shop', apart).kind).toBe('incomplete')
})

test('an address fills in what it says, and no more', () => {
  expect([draftOfParams({ tag: 'nav' }), draftOfParams({})]).toEqual([
    { ...EMPTY_DRAFT, kind: 'tag', text: 'nav' },
    EMPTY_DRAFT,
  ])
})

const entries = (entryCount: number) => ({ entryCount, pathCount: entryCount })
test.each([
  [0, 1000, false, 'click'],
  [20, 20, false, 'click'],
  [21, 1000, false, 'tick'],
  [20, 1000, false, 'click'],
  [100, 1000, false, 'tick'],
  [101, 1000, false, 'name'],
  [501, 1_000_000, false, 'tick'],
  [3, 3, true, 'tick'],
  [50, 50, true, 'name'],
] as const)('%d of %d entries (everything: %s) are confirmed by a %s', (reach, whole, isEverything, expected) => {
  expect(confirmationFor(entries(reach), entries(whole), isEverything)).toBe(expected)
})
