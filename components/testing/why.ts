import { T0 } from '@/components/testing/instants'
import type { EdgeWhy, Explained, UrlWhy } from '@/lib/contract/why'

/** A page that a purge made stale, in words. */
export function explainedWith(parts: Partial<Explained> = {}): Explained {
  const by = 'purge 48213 (tag price:18, whole project) by op@example.com, “wrong prices”'
  return {
    status: 'STALE',
    reason: 'stale_tag',
    sentence: `STALE: ${by} made it stale, so it is served once more while one regeneration runs.`,
    steps: [
      step(
        'Resolved',
        'shop.example.com/prices belongs to project storefront, production, and leads to the prerender /prices.',
        [
          ['host', 'shop.example.com'],
          ['route', '/prices'],
        ],
      ),
      step('Admitted', 'The cache may answer.'),
      step('Key', 'Path and query /prices?page=2, as html. Left out: utm_source. No cookie or header is part of it.', [
        ['query', 'page=2'],
        ['left out', 'utm_source'],
      ]),
      step('Looked up', 'Region cache: has it.'),
      step('Age', 'Made 5 min ago; its interval is 10 min and runs for another 5 min.'),
      {
        ...step(
          'Purges',
          `Purge ${by.slice(6)} made it stale by its tag; the render of this page began at journal number 48.`,
        ),
        purgeSeq: 48_213,
      },
      step('Answer', 'It would be STALE, stale_tag. Nothing was rendered or stored to find out.'),
    ],
    hint: 'The next visit after that regeneration. If purge 48213 was a mistake, undo it.',
    docs: '/docs/failure-modes#stale_tag',
    ...parts,
  }
}

function step(title: string, says: string, details: [string, string][] = []): Explained['steps'][number] {
  return { title, says, details, purgeSeq: null }
}

export function edgeWhyWith(parts: Partial<EdgeWhy> = {}): EdgeWhy {
  const answered = { state: 'answered', explained: explainedWith(), decision: null } as const
  return { id: 'edg_7f3a9c2k1m8q', region: 'fra', ...answered, ...parts }
}

export function urlWhyWith(edges: readonly EdgeWhy[] = [edgeWhyWith()]): UrlWhy {
  const url = 'https://shop.example.com/prices?page=2&utm_source=mail'
  return { url, project: 'storefront', host: 'shop.example.com', at: new Date(T0).toISOString(), edges: [...edges] }
}
