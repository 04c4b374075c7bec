import { endpoints } from '@/lib/contract/endpoints'
import { listPaths } from '@/lib/ops/paths/list-paths'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listPaths, listPaths)
