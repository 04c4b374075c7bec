import { endpoints } from '@/lib/contract/endpoints'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listDeployments, listDeployments)
export const POST = route(endpoints.createDeployment, createDeployment)
