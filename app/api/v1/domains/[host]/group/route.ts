import { endpoints } from '@/lib/contract/endpoints'
import { setDomainGroup } from '@/lib/ops/domains/set-domain-group'
import { route } from '@/lib/server/api/route'

export const PUT = route(endpoints.setDomainGroup, setDomainGroup)
