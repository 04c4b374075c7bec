import { endpoints } from '@/lib/contract/endpoints'
import { listVariables } from '@/lib/ops/variables/list-variables'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listVariables, listVariables)
