import { endpoints } from '@/lib/contract/endpoints'
import { previewVersion } from '@/lib/ops/versions/preview-version'
import { route } from '@/lib/server/api/route'

export const GET = route(endpoints.previewVersion, previewVersion)
