import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseInline, parseMarkdown } from '@/components/docs/parse-markdown'

test('headings, paragraphs, code, lists and tables are told apart, in their order', () => {
  const document =
    '# Title\n\nOne\ntwo `a|b`.\n\n```sh\n# no heading\n```\n\n- first\n  goes on\n- second\n\n| A | B |\n|---|---|\n| `x` | y |\n'
  expect(parseMarkdown(document)).toEqual([
    { kind: 'heading', level: 1, anchor: 'title', text: 'Title' },
    {
      kind: 'paragraph',
      parts: [
        { kind: 'text', text: 'One two ' },
        { kind: 'code', text: 'a|b' },
        { kind: 'text', text: '.' },
      ],
    },
    { kind: 'code', text: '# no heading' },
    { kind: 'list', rows: [[{ kind: 'text', text: 'first goes on' }], [{ kind: 'text', text: 'second' }]] },
    {
      kind: 'table',
      head: ['A', 'B'],
      rows: [[[{ kind: 'code', text: 'x' }], [{ kind: 'text', text: 'y' }]]],
    },
  ])
})

test('links, strong words and code are parts of a text; what looks like HTML stays text', () => {
  expect(parseInline('see [bad `status`](#bad-status) **now** <b>')).toEqual([
    { kind: 'text', text: 'see ' },
    { kind: 'link', text: 'bad status', href: '#bad-status' },
    { kind: 'text', text: ' ' },
    { kind: 'strong', text: 'now' },
    { kind: 'text', text: ' <b>' },
  ])
})

test('the document of codes has an anchor for each reason that answers name', () => {
  const blocks = parseMarkdown(readFileSync('docs/failure-modes.md', 'utf8'))
  const anchors = blocks.flatMap((block) => (block.kind === 'heading' ? [block.anchor] : []))
  expect(anchors).toEqual(expect.arrayContaining(['stale_tag', 'hit', 'none', 'cold', 'api-invalid', 'bad-status']))
  expect(new Set(anchors).size).toBe(anchors.length)
  expect(blocks.filter(({ kind }) => kind === 'table').length).toBeGreaterThan(2)
})
