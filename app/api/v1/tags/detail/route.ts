import { endpoints } from '@/lib/contract/endpoints'
import { getTag } from '@/lib/ops/tags/get-tag'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getTag, getTag)
