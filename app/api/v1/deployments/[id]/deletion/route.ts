import { endpoints } from '@/lib/contract/endpoints'
import { getDeletion } from '@/lib/ops/deployments/get-deletion'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getDeletion, getDeletion)
