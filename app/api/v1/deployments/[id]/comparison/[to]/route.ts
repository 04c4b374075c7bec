import { endpoints } from '@/lib/contract/endpoints'
import { compareDeployments } from '@/lib/ops/deployments/compare-deployments'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.compareDeployments, compareDeployments)
