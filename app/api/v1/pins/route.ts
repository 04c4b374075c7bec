import { endpoints } from '@/lib/contract/endpoints'
import { pinPath } from '@/lib/ops/versions/pin-path'
import { unpinPath } from '@/lib/ops/versions/unpin-path'
import { route } from '@/lib/server/api/route'

export const POST = route(endpoints.pinPath, pinPath)
export const DELETE = route(endpoints.unpinPath, unpinPath)
