import { endpoints } from '@/lib/contract/endpoints'
import { listProjectCosts } from '@/lib/ops/projects/list-project-costs'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listProjectCosts, listProjectCosts)
