import { endpoints } from '@/lib/contract/endpoints'
import { listEdges } from '@/lib/ops/edges/list-edges'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listEdges, listEdges)
