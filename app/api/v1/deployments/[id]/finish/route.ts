import { endpoints } from '@/lib/contract/endpoints'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.finishDeployment, finishDeployment)
