import { endpoints } from '@/lib/contract/endpoints'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { listDomains } from '@/lib/ops/domains/list-domains'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listDomains, listDomains)
export const POST = route(endpoints.addDomain, addDomain)
