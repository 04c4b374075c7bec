import { endpoints } from '@/lib/contract/endpoints'
import { getPath } from '@/lib/ops/paths/get-path'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getPath, getPath)
