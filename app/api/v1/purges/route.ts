import { endpoints } from '@/lib/contract/endpoints'
import { createOrPlanPurge } from '@/lib/ops/purges/create-or-plan-purge'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listPurges, listPurges)
export const POST = route(endpoints.createPurge, createOrPlanPurge)
