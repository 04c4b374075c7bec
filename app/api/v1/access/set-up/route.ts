import { endpoints } from '@/lib/contract/endpoints'
import { setUp } from '@/lib/ops/access/set-up'
import { sessionRoute } from '@/lib/server/api/route'

export const POST = sessionRoute(endpoints.setUp, setUp)
