import { endpoints } from '@/lib/contract/endpoints'
import { openApiDocument } from '@/lib/server/api/openapi'
import { publicRoute } from '@/lib/server/api/route'

export const GET = publicRoute(endpoints.getOpenApi, openApiDocument)
