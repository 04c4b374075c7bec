import { endpoints } from '@/lib/contract/endpoints'
import { planPurge } from '@/lib/ops/purges/plan-purge'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.planPurge, planPurge)
