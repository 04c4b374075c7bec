import { endpoints } from '@/lib/contract/endpoints'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.listVersions, listVersions)
