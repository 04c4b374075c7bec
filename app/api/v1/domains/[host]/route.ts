import { endpoints } from '@/lib/contract/endpoints'
import { removeDomain } from '@/lib/ops/domains/remove-domain'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.removeDomain, removeDomain)
