import { before } from '@/components/testing/instants'
import type { Domain } from '@/lib/contract/domains'

/** A production domain that shows what is live. */
export function domainWith(parts: Partial<Domain> = {}): Domain {
  return {
    host: 'shop.example.com',
    project: 'storefront',
    environment: 'production',
    group: 'shops',
    deployment: 'dpl_7f3a9c2k1m8q',
    url: 'http://shop.example.com:8080',
    createdAt: before(86_400_000 * 40),
    movedAt: before(7_200_000),
    ...parts,
  }
}
