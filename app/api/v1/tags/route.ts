import { endpoints } from '@/lib/contract/endpoints'
import { listTags } from '@/lib/ops/tags/list-tags'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listTags, listTags)
