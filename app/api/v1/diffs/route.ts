import { endpoints } from '@/lib/contract/endpoints'
import { diffVersions } from '@/lib/ops/versions/diff-versions'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.diffVersions, diffVersions)
