import { endpoints } from '@/lib/contract/endpoints'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { route } from '@/lib/server/api/route'

export const DELETE = route(endpoints.deleteDeployment, deleteDeployment)
