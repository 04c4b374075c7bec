import { endpoints } from '@/lib/contract/endpoints'
import { getVersion } from '@/lib/ops/versions/get-version'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.getVersion, getVersion)
